using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Tests.Rmm;

/// <summary>As <see cref="ReasonCoverageTests"/>, for RMI 1.0.</summary>
public sealed class ReasonCoverage10Tests
{
    private const ulong Unprotected = 1ul << 33;

    private readonly ReasonTally _reasons = new(RmiProfile.V10);

    [Fact]
    public void Every_reason_of_the_table_is_produced_and_no_other()
    {
        _reasons.ReplayConversations();
        OnOtherPlatforms();
        WithMemoryBeyond48Bits();
        WhileARecRuns();
        WithBlocksAboveTheStartLevel();
        WithMappedLevel1Tables();
        WithManyRecs();

        _reasons.ShouldCoverTheTable();
    }

    private void OnOtherPlatforms()
    {
        const ulong SveWithoutLpa2 = 0x104230;
        var bench = new Workbench10(RmmPlatform.DefaultV10 with { Features = [SveWithoutLpa2] });
        bench.WriteParams(34, 2, 0, view => view.Flags0 = 1 << 0);
        _reasons.Refuse(bench, RealmCreate, bench.Delegate(), Workbench10.ParamsPage);
        bench.WriteParams(34, 2, 0, view => (view.Flags0, view.SveVectorLength) = (1 << 1, 1));
        _reasons.Refuse(bench, RealmCreate, bench.Delegate(), Workbench10.ParamsPage);
    }

    private void WithMemoryBeyond48Bits()
    {
        const ulong HighGranule = (1ul << 48) + Granule.Size;
        var bench = new Workbench10(RmmPlatform.DefaultV10 with { Dram = [new(0x8000_0000, 0x1000_0000), new(1ul << 48, 0x1000_0000)] });
        bench.CreateRealm();
        bench.Do(GranuleDelegate, HighGranule);
        _reasons.Refuse(bench, RttCreate, bench.Rd, HighGranule, 0, 3);
        _reasons.Refuse(bench, DataCreate, bench.Rd, HighGranule, 0, Workbench10.SourcePage);
        _reasons.Refuse(bench, DataCreateUnknown, bench.Rd, HighGranule, 0);
    }

    private void WhileARecRuns()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        ulong rec = bench.CreateRec();
        ulong other = bench.CreateRec(1);
        bench.Do(RealmActivate, bench.Rd);
        bench.Rmm.HoldRec(rec);
        _reasons.Refuse(bench, RecDestroy, rec);
        _reasons.Refuse(bench, RecEnter, rec, Workbench10.RunPage);
        _reasons.Refuse(bench, RttSetRipas, bench.Rd, rec, 0, Granule.Size);
        _reasons.Refuse(bench, PsciComplete, rec, other);
    }

    private void WithBlocksAboveTheStartLevel()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        _reasons.Refuse(bench, RttMapUnprotected, bench.Rd, Unprotected, 1, 0x4000_00C8);
        _reasons.Refuse(bench, RttUnmapUnprotected, bench.Rd, Unprotected, 1);
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

        _reasons.Refuse(bench, RttFold, bench.Rd, Half, 1);
    }

    private void WithManyRecs()
    {
        var bench = new Workbench10();
        bench.CreateRealm();
        bench.Rmm.Core.Memory.WritableContent<RealmDescriptor>(bench.Rd).RecReferences = 1023;
        bench.WriteRecParams();
        _reasons.Refuse(bench, RecCreate, bench.Rd, bench.Delegate(), Workbench10.ParamsPage);
    }
}
