using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RIPAS rules of RMI 2.0.</summary>
internal sealed class RipasRules20 : RipasRules
{
    internal override bool SetNeedsAlignedTop => true;

    internal override bool CanInitialise(ulong entry) =>
        (entry & (RttEntry.KindMask & ~RttEntry.Live)) == 0 && RttEntry.RipasOf(entry) is Ripas.Empty or Ripas.Ram;

    internal override bool CanChange(ulong entry, Ripas value, bool changeDestroyed)
    {
        if ((entry & (RttEntry.Table | RttEntry.NonSecure)) != 0)
        {
            return false;
        }

        return value == Ripas.Empty
            || (!RttEntry.IsDevice(entry) && (changeDestroyed || RttEntry.RipasOf(entry) != Ripas.Destroyed));
    }

    internal override void Measure(RmmCore rmm, RealmDescriptor realm, ulong start, int level, int entries)
    {
    }
}
