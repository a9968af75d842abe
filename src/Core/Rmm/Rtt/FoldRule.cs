using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Which tables fold, and into what (§4.8, content rule of RTT_FOLD).</summary>
internal static class FoldRule
{
    /// <summary>Checks a table's content.</summary>
    /// <param name="child">The table.</param>
    /// <param name="level">Its level.</param>
    /// <param name="folded">The entry that replaces it.</param>
    /// <param name="errorLevel">Index of the error.</param>
    /// <returns>Why it does not fold; null when it does.</returns>
    internal static RmiCause? Check(Page child, int level, out ulong folded, out int errorLevel)
    {
        ulong first = child[0];
        bool live = RttEntry.IsLive(first);
        bool blockLevel = level - 1 >= RttGeometry.FirstBlockLevel;
        folded = first;
        errorLevel = level;

        if (child.References == RttGeometry.EntriesPerTable && !blockLevel) return TooHigh(level, out errorLevel);
        if (child.References is not (0 or RttGeometry.EntriesPerTable)) return Cause.TableMixed;
        if (RttEntry.IsTable(first)) return Cause.TableMixed;
        if (live && RttEntry.Address(first) % RttGeometry.EntrySize(level - 1) != 0) return Cause.TableMixed;
        if (!IsProgression(child, first, live ? RttGeometry.EntrySize(level) : 0)) return Cause.TableMixed;
        if (live && !blockLevel) return TooHigh(level, out errorLevel);
        return null;
    }

    private static RmiCause TooHigh(int level, out int errorLevel)
    {
        errorLevel = level - 1;
        return Cause.BlockLevel;
    }

    private static bool IsProgression(Page page, ulong first, ulong step) =>
        TableScan.CountProgression(page.Words, first, step) == RttGeometry.EntriesPerTable;
}
