using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>What an RMM holds, as text: each realm's tables and the granules by state.</summary>
internal static class RmmStateText
{
    private const int MostRanges = 4;

    public static IEnumerable<string> Lines(RealmWatch rmm)
    {
        foreach (RealmGeometry realm in rmm.Realms)
        {
            yield return $"realm with RD {realm.Rd}: {realm.IpaBits}-bit IPAs, start level {realm.StartLevel}, {realm.RootCount} root tables at {realm.RttBase}";
            foreach (string line in RttTreeText.Lines(new RttTreeReader(rmm, realm).Read(), realm))
            {
                yield return $"  {line}";
            }
        }

        if (!rmm.Realms.Any())
        {
            yield return "no realms";
        }

        foreach (string line in Granules(rmm))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Granules(RealmWatch rmm)
    {
        if (((IRmm)rmm).As<IRmmDiagnostics>() is not { } diagnostics)
        {
            yield return "granules: this RMM does not tell";
            yield break;
        }

        var runs = new SortedDictionary<GranuleState, List<MemoryRange>>();
        foreach (MemoryRange bank in rmm.Platform.Dram)
        {
            for (ulong address = bank.Base; address < bank.Top && diagnostics.TryGetGranuleRun(address, out GranuleView view, out ulong top); address = top)
            {
                runs.TryAdd(view.State, []);
                Append(runs[view.State], address, top);
            }
        }

        foreach ((GranuleState state, List<MemoryRange> ranges) in runs)
        {
            ulong bytes = (ulong)ranges.Sum(r => (long)r.Size);
            string more = ranges.Count > MostRanges ? $" and {ranges.Count - MostRanges} more ranges" : string.Empty;
            yield return $"{state.ToSpecName(),-12} {bytes / Granule.Size,10} granules, {new ByteSize(bytes)}: {string.Join(' ', ranges.Take(MostRanges))}{more}";
        }
    }

    // Runs of one state may differ in owner; here only the state counts.
    private static void Append(List<MemoryRange> ranges, ulong start, ulong top)
    {
        if (ranges.Count > 0 && ranges[^1].Top == start)
            ranges[^1] = ranges[^1] with { Size = top - ranges[^1].Base };
        else
            ranges.Add(new MemoryRange(start, top - start));
    }
}
