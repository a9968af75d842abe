using System.Collections.Immutable;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Tests.Rmm;

/// <summary>As <see cref="ReasonCoverageTests"/>, for RMI 1.0.</summary>
public sealed class ReasonCoverage10Tests
{
    private const ulong Unprotected = 1ul << 33;

    private readonly HashSet<string> _seen = [];

    [Fact]
    public void Every_reason_of_the_table_is_produced_and_no_other()
    {
        ReplayConversations();
        OnOtherPlatforms();
        WithMemoryBeyond48Bits();
        WhileARecRuns();
        WithBlocksAboveTheStartLevel();
        WithMappedLevel1Tables();
        WithManyRecs();

        ImmutableArray<string> table = [.. RmiReasons.For(RmiProfile.V10).All.Select(reason => reason.Id)];
        Assert.True(table.All(_seen.Contains), $"never produced: {string.Join(' ', table.Except(_seen))}");
        Assert.True(_seen.All(table.Contains), $"not in the table: {string.Join(' ', _seen.Except(table))}");
    }

    private void ReplayConversations()
    {
        foreach (string file in Directory.EnumerateFiles(Checkout.PathOf("tests/vectors/1.0"), "*.rmi*", SearchOption.AllDirectories))
        {
            using TraceReader reader = TraceReader.Open(file);
            TraceReplayer.Replay(reader, platform => new ReasonCollector(new SimulatedRmm(platform), _seen));
        }
    }

    private void OnOtherPlatforms()
    {
        const ulong SveWithoutLpa2 = 0x104230;
        var bench = new Workbench10(RmmPlatform.DefaultV10 with { Features = [SveWithoutLpa2] });
        bench.WriteParams(34, 2, 0, view => view.Flags0 = 1 << 0);
        Refuse(bench, RealmCreate, bench.Delegate(), Workbench10.ParamsPage);
        bench.WriteParams(34, 2, 0, view => (view.Flags0, view.SveVectorLength) = (1 << 1, 1));
        Refuse(bench, RealmCreate, bench.Delegate(), Workbench10.ParamsPage);
    }

    private void WithMemoryBeyond48Bits()
    {
        const ulong HighGranule = (1ul << 48) + Granule.Size;
        var bench = new Workbench10(RmmPlatform.DefaultV10 with { Dram = [new(0x8000_0000, 0x1000_0000), new(1ul << 48, 0x1000_0000)] });
        bench.CreateRealm();
        bench.Do(GranuleDelegate, HighGranule);
        Refuse(bench, RttCreate, bench.Rd, HighGranule, 0, 3);
        Refuse(bench, DataCreate, bench.Rd, HighGranule, 0, Workbench10.SourcePage);
        Refuse(bench, DataCreateUnknown, bench.Rd, HighGranule, 0);
    }

    private void WhileARecRuns()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        ulong rec = bench.CreateRec();
        ulong other = bench.CreateRec(1);
        bench.Do(RealmActivate, bench.Rd);
        bench.Rmm.HoldRec(rec);
        Refuse(bench, RecDestroy, rec);
        Refuse(bench, RecEnter, rec, Workbench10.RunPage);
        Refuse(bench, RttSetRipas, bench.Rd, rec, 0, Granule.Size);
        Refuse(bench, PsciComplete, rec, other);
    }

    private void WithBlocksAboveTheStartLevel()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        Refuse(bench, RttMapUnprotected, bench.Rd, Unprotected, 1, 0x4000_00C8);
        Refuse(bench, RttUnmapUnprotected, bench.Rd, Unprotected, 1);
    }

    private void WithMappedLevel1Tables()
    {
        const ulong Half = 1ul << 47;
        var bench = new Workbench10();
        bench.CreateRealm(48, 0);
        bench.Do(RttCreate, bench.Rd, bench.Delegate(), Half, 1);
        for (ulong i = 0; i < RttGeometry.EntriesPerTable; i++)
        {
            ulong offset = i * RttGeometry.EntrySize(1);
            bench.Do(RttMapUnprotected, bench.Rd, Half + offset, 1, offset | 0xC8);
        }

        Refuse(bench, RttFold, bench.Rd, Half, 1);
    }

    private void WithManyRecs()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        bench.Rmm.Core.Memory.WritableContent<RealmDescriptor>(bench.Rd).RecReferences = 1023;
        bench.WriteRecParams();
        Refuse(bench, RecCreate, bench.Rd, bench.Delegate(), Workbench10.ParamsPage);
    }

    private void Refuse(Workbench10 bench, RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        string result = bench.Call(command, operands);
        Assert.True(bench.Reason is not null, $"{command} answered {result}");
        _seen.Add(bench.Reason);
    }
}
