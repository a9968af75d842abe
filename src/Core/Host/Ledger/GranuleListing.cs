using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Turns the ledger into rows for people.</summary>
internal sealed class GranuleListing
{
    private readonly HostCore _host;
    private readonly GranuleFilter _filter;
    private readonly Dictionary<int, string> _names;

    internal GranuleListing(HostCore host, GranuleFilter filter)
    {
        _host = host;
        _filter = filter;
        _names = host.Realms.ToDictionary(static r => r.Number, static r => r.Name);
    }

    /// <summary>The rows that pass the filter, by PA.</summary>
    internal IReadOnlyList<GranuleRun> Build()
    {
        var rows = new List<GranuleRun>();
        ulong start = _filter.Range?.Base ?? 0;
        ulong top = _filter.Range?.Top ?? ulong.MaxValue;
        Run<GranuleRecord> open = default;
        bool isOpen = false;
        bool isMerged = false;
        foreach (Run<GranuleRecord> whole in _host.Ledger.Overlapping(start, top))
        {
            Run<GranuleRecord> run = whole with { Base = Math.Max(start, whole.Base), Top = Math.Min(top, whole.Top) };
            if (!Passes(run.Value)) continue;

            if (isOpen && open.Top == run.Base && !_filter.Detailed && IsAlike(open.Value, run.Value))
            {
                open = open with { Top = run.Top };
                isMerged = true;
                continue;
            }

            if (isOpen) rows.Add(Describe(open, isMerged));
            (open, isOpen, isMerged) = (run, true, false);
        }

        if (isOpen) rows.Add(Describe(open, isMerged));
        return rows;
    }

    /// <summary>One row.</summary>
    /// <param name="run">The run.</param>
    /// <param name="merged">Whether it stands for several that differ in details.</param>
    internal GranuleRun Describe(Run<GranuleRecord> run, bool merged = false) => new(
        new PhysicalAddress(run.Base), new ByteSize(run.Size), run.Value.Use, run.Value.Fate, NameOf(run.Value.Owner),
        merged ? GranuleRoles.Of(run.Value) : GranuleRoles.Of(run), run.Value.Since, GranuleRoles.IpaOf(run));

    private static bool IsAlike(GranuleRecord one, GranuleRecord other) =>
        one.Use == other.Use && one.Fate == other.Fate && one.Owner == other.Owner
        && (one.Use != GranuleUse.Rtt || one.Level == other.Level);

    private bool Passes(GranuleRecord record) =>
        (_filter.Uses is null || _filter.Uses.Contains(record.Use))
        && (_filter.Fates is null || _filter.Fates.Contains(record.Fate))
        && (_filter.Realm is null || string.Equals(_filter.Realm, NameOf(record.Owner), StringComparison.OrdinalIgnoreCase));

    private string NameOf(int owner) =>
        owner == 0 ? string.Empty : _names.TryGetValue(owner, out string? name) ? name : $"realm {owner} (gone)";
}
