using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>The realms and tables that must be there, from the calls that a log tells of and from what was inferred.</summary>
internal sealed class KnownTables
{
    private readonly Dictionary<ulong, int> _startLevels = [];
    private readonly HashSet<(ulong Rd, int Level, ulong Base)> _tables = [];

    /// <summary>Whether a realm is there.</summary>
    public bool HasRealm(ulong rd) => _startLevels.ContainsKey(rd);

    /// <summary>Whether a call is answered with the level of a table in which its walk has ended, so that this table is there.</summary>
    /// <param name="call">A call that failed.</param>
    /// <param name="ipa">What the walk was for.</param>
    /// <param name="level">The deepest table that must be there.</param>
    /// <remarks>
    /// Mapping of a range compares the length with the entry that the operands name before it walks, and answers with the same status
    /// (rmm-behaviour.md §4.5, check 10): of a shorter range nothing follows. RTT_CREATE fails at the parent's level only because the
    /// table is there.
    /// </remarks>
    public static bool TryGetWalk(ImportedCall call, out ulong ipa, out int level)
    {
        RmiRegisters x = call.Arguments;
        (ipa, level) = (x.X2, call.Outputs.Result.Level);
        if (call.Outputs.Result.Status != RmiStatus.ErrorRtt || (call.Mask & 1) == 0)
            return false;
        switch (call.Command?.Command)
        {
            case RmiCommand.RttCreate:
                ipa = x.X3;
                if (unchecked((ulong)(level + 1L)) == x.X4)
                    level++;
                break;
            case RmiCommand.RttDestroy or RmiCommand.RttInitRipas or RmiCommand.RttDataUnmap or RmiCommand.RttUnprotUnmap or RmiCommand.DataDestroy:
                break;
            case RmiCommand.RttSetRipas or RmiCommand.DataCreate or RmiCommand.DataCreateUnknown or RmiCommand.RttDataMapInit:
                ipa = x.X3;
                break;
            case RmiCommand.RttDataMap or RmiCommand.RttUnprotMap when level is >= RttGeometry.FirstLevel and <= RttGeometry.LastLevel && unchecked(x.X3 - x.X2) >= RttGeometry.EntrySize(level):
                break;
            default:
                return false;
        }

        return level is >= RttGeometry.FirstLevel and <= RttGeometry.LastLevel;
    }

    /// <summary>The levels below the root at which a walk needs tables that are not known, from the top.</summary>
    public IEnumerable<int> Missing(ulong rd, ulong ipa, int level)
    {
        for (int each = _startLevels[rd] + 1; each <= level; each++)
        {
            if (!_tables.Contains(Table(rd, each, ipa)))
                yield return each;
        }
    }

    /// <summary>The tables of a realm, the deepest first.</summary>
    public IEnumerable<(int Level, ulong Base)> Of(ulong rd) =>
        _tables.Where(t => t.Rd == rd).OrderByDescending(t => t.Level).ThenBy(t => t.Base).Select(t => (t.Level, t.Base)).ToArray();

    /// <summary>A realm was made.</summary>
    public void AddRealm(ulong rd, int startLevel) => _startLevels[rd] = startLevel;

    /// <summary>A realm is gone.</summary>
    public void RemoveRealm(ulong rd)
    {
        _startLevels.Remove(rd);
        _tables.RemoveWhere(t => t.Rd == rd);
    }

    /// <summary>A table was made.</summary>
    public void Add(ulong rd, int level, ulong ipa) => _tables.Add(Table(rd, level, ipa));

    /// <summary>A table is gone.</summary>
    public void Remove(ulong rd, int level, ulong ipa) => _tables.Remove(Table(rd, level, ipa));

    /// <summary>The RMM boots.</summary>
    public void Clear()
    {
        _startLevels.Clear();
        _tables.Clear();
    }

    // Levels come from logs: of one that no table has, nothing is known.
    private static (ulong Rd, int Level, ulong Base) Table(ulong rd, int level, ulong ipa) =>
        (rd, level, level is > RttGeometry.FirstLevel and <= RttGeometry.LastLevel ? ipa & ~(RttGeometry.EntrySize(level - 1) - 1) : ipa);
}
