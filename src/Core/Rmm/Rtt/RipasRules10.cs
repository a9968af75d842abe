using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RIPAS rules of RMI 1.0: RTT_INIT_RIPAS is measured and leaves mapped entries alone, DESTROYED changes only when the realm allows it.</summary>
internal sealed class RipasRules10 : RipasRules
{
    internal override bool SetNeedsAlignedTop => false;

    internal override bool CanInitialise(ulong entry) => RttEntry.IsUnassigned(entry) && RttEntry.RipasOf(entry) is Ripas.Empty or Ripas.Ram;

    internal override bool CanChange(ulong entry, Ripas value, bool changeDestroyed) =>
        (entry & (RttEntry.Table | RttEntry.NonSecure)) == 0 && (changeDestroyed || RttEntry.RipasOf(entry) != Ripas.Destroyed);

    internal override void Measure(RmmCore rmm, RealmDescriptor realm, ulong start, int level, int entries)
    {
        RealmMeasurements measurements = rmm.Memory.WritableContent<RealmDescriptor>(realm.Address).Measurements;
        ulong size = RttGeometry.EntrySize(level);
        for (int i = 0; i < entries; i++, start += size)
        {
            measurements.ExtendRipas(start, start + size);
        }
    }
}
