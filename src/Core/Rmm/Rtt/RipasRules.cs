using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Which entries may change RIPAS, by generation (§1.8, «Which state an entry may change to»).</summary>
internal abstract class RipasRules
{
    /// <summary>Whether RTT_SET_RIPAS refuses an unaligned top.</summary>
    internal abstract bool SetNeedsAlignedTop { get; }

    /// <summary>Whether RTT_INIT_RIPAS may process an entry.</summary>
    internal abstract bool CanInitialise(ulong entry);

    /// <summary>Whether RTT_SET_RIPAS may process an entry.</summary>
    internal abstract bool CanChange(ulong entry, Ripas value, bool changeDestroyed);

    /// <summary>What RTT_INIT_RIPAS adds to the RIM.</summary>
    internal abstract void Measure(RmmCore rmm, RealmDescriptor realm, ulong start, int level, int entries);

    /// <summary>An entry after RTT_SET_RIPAS: device entries that become EMPTY stay device entries.</summary>
    internal static ulong Change(ulong entry, Ripas value) => RttEntry.WithRipas(entry, value);
}
