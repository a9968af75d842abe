using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The validators of IPA and level (§4.0).</summary>
internal static class RttArguments
{
    private const ulong LimitWithoutLpa2 = 1ul << 48;

    /// <summary>A-struct: the IPA and level of a table below the root.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static RmiCause? CheckStructural(RealmDescriptor realm, ulong ipa, long level)
    {
        if (level <= realm.StartLevel || level > RttGeometry.LastLevel) return Cause.LevelRange;
        if (ipa >= realm.IpaSize) return Cause.IpaRange;
        if (ipa % RttGeometry.EntrySize((int)level - 1) != 0) return Cause.IpaUnaligned;
        return null;
    }

    /// <summary>A-entry: the IPA and level of an entry.</summary>
    internal static RmiCause? CheckEntry(RealmDescriptor realm, ulong ipa, long level)
    {
        if (level < realm.StartLevel || level > RttGeometry.LastLevel) return Cause.LevelRange;
        if (ipa >= realm.IpaSize) return Cause.IpaRange;
        if (ipa % RttGeometry.EntrySize((int)level) != 0) return Cause.IpaUnaligned;
        return null;
    }

    /// <summary>A-map: the IPA and level of a mapping.</summary>
    internal static RmiCause? CheckMap(RealmDescriptor realm, ulong ipa, int level)
    {
        if (level < RttGeometry.FirstBlockLevel) return Cause.LevelRange;
        if (ipa >= realm.IpaSize) return Cause.IpaRange;
        if (ipa % RttGeometry.EntrySize(level) != 0) return Cause.IpaUnaligned;
        return null;
    }

    /// <summary>Whether a realm may use the physical addresses up to <paramref name="top"/>: without LPA2 they end at 2^48.</summary>
    internal static bool CanReach(RealmDescriptor realm, ulong top) => realm.Lpa2 || top <= LimitWithoutLpa2;
}
