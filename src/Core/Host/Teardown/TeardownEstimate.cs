using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// How many RMI calls a step takes when nothing is in its way, from what the host knows: exact for granules, RECs and tables, close for
/// the calls that skip holes.
/// </summary>
internal sealed class TeardownEstimate
{
    private readonly HostCore _host;
    private readonly RealmRecord _realm;
    private readonly long _leafTables;
    private readonly long _upperTables;
    private readonly TeardownExtent _data;

    internal TeardownEstimate(HostCore host, RealmRecord realm)
    {
        _host = host;
        _realm = realm;
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number))
        {
            long granules = (long)(run.Size >> Granule.Shift);
            if (run.Value.Use == GranuleUse.Data)
            {
                _data = _data with
                {
                    Pages = _data.Pages + granules,
                    Blocks = _data.Blocks + BlocksOf(run),
                    Stretches = _data.Stretches + Stretches(run),
                };
            }
            else if (run.Value.Use == GranuleUse.Rtt)
            {
                _leafTables += run.Value.Level == RttGeometry.LastLevel ? granules : 0;
                _upperTables += run.Value.Level == RttGeometry.LastLevel ? 0 : granules;
            }
        }

        _data = _data with { LeafTables = _leafTables };
    }

    /// <summary>The calls of a step.</summary>
    internal ImmutableArray<CallCount> Calls(TeardownStepKind kind, int pass) => kind switch
    {
        TeardownStepKind.RemoveVcpus => [.. OneVcpu(_host).Select(c => c with { Count = c.Count * _realm.Vcpus.Count }).Where(static c => c.Count > 0)],
        TeardownStepKind.UnmapProtected when pass == 1 => [.. _host.Moves.UnmapDataCalls(_data), .. Undelegate(_host, _data.Pages)],
        TeardownStepKind.UnmapProtected => _host.Moves.UnmapDataCalls(new TeardownExtent(0, 0, 0, _leafTables)),
        TeardownStepKind.UnmapUnprotected => _host.Moves.UnmapSharedCalls(),
        TeardownStepKind.Terminate => [new(RmiCommand.RealmTerminate, 1)],
        TeardownStepKind.DestroyRtts when pass == 1 =>
        [
            // A table above others is tried, refused, and tried again once they are gone. Each block that was split has left a table.
            new(RmiCommand.RttDestroy, _leafTables + _data.Blocks + (2 * _upperTables) + 1),
            .. Undelegate(_host, _leafTables + _data.Blocks + _upperTables),
        ],
        TeardownStepKind.DestroyRtts => [new(RmiCommand.RttDestroy, _realm.Geometry.RootCount)],
        TeardownStepKind.DestroyRealm => [new(RmiCommand.RealmDestroy, 1)],
        TeardownStepKind.UndelegateRd => Undelegate(_host, 1),
        TeardownStepKind.UndelegateRootRtts => Undelegate(_host, _realm.Geometry.RootCount),
        _ => [],
    };

    /// <summary>The calls that one vCPU takes.</summary>
    internal static ImmutableArray<CallCount> OneVcpu(HostCore host) =>
    [
        .. host.Moves.DestroyRecCalls(),
        .. Undelegate(host, RecParams.AuxiliaryGranules + 1),
    ];

    /// <summary>The calls that one table takes.</summary>
    internal static ImmutableArray<CallCount> OneTable(HostCore host) => [new(RmiCommand.RttDestroy, 1), .. Undelegate(host, 1)];

    private static ImmutableArray<CallCount> Undelegate(HostCore host, long granules) =>
        granules == 0 ? [] : [new(RmiFunction.CommandOf(host.Moves.MoveGranules(toRealm: false, 0, Granule.Size).X0), granules)];

    /// <summary>Entries of a run of data that are larger than the RMM unmaps; a 1 GiB entry with the 512 of 2 MiB it is split into.</summary>
    private long BlocksOf(Run<GranuleRecord> run)
    {
        long blocks = 0;
        for (int level = Math.Max((int)run.Value.Level, RttGeometry.FirstBlockLevel); level < _host.Moves.FirstBlockLevel; level++)
        {
            blocks += (long)(run.Size >> RttGeometry.EntryShift(level));
        }

        return blocks;
    }

    /// <summary>Tables that a run of data is mapped in.</summary>
    private static long Stretches(Run<GranuleRecord> run)
    {
        ulong ipa = unchecked(run.Base + run.Value.IpaOffset);
        int shift = RttGeometry.EntryShift(Math.Max(run.Value.Level, (sbyte)RttGeometry.FirstBlockLevel) - 1);
        return (long)(((ipa + run.Size - 1) >> shift) - (ipa >> shift) + 1);
    }
}
