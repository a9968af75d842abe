using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Tests.Rmm;

/// <summary>Every reason in the table is produced, and none that is not in it: by the recorded conversations, and by the calls below.</summary>
public sealed class ReasonCoverageTests
{
    private const ulong Unprotected = 1ul << 39;
    private const ulong OneBlock1GiB = 0x8000_0006;

    private readonly ReasonTally _reasons = new(RmiProfile.V20);

    [Fact]
    public void Every_reason_of_the_table_is_produced_and_no_other()
    {
        _reasons.ReplayConversations();
        OnOtherPlatforms();
        WhenIdsRunOut();
        WhileARecRuns();
        WithAuxiliaryTrees();
        WithBadAuxiliaryOperands();
        WithBlocksAboveTheStartLevel();
        WithPermissionRequests();
        WithDevices();
        WithManyRecs();

        _reasons.ShouldCoverTheTable();
    }

    private void OnOtherPlatforms()
    {
        var bare = new Workbench(RmmPlatform.Default with { Features = [0x104230, 0x142A9] });
        bare.WriteParams(40, 1, bare.Delegate(2), view => view.Flags0 = 1);
        _reasons.Refuse(bare, RealmCreate, bare.Delegate(), Workbench.ParamsPage);
        bare.WriteParams(40, 1, bare.Delegate(2), view => view.Flags0 = 1 << 3);
        _reasons.Refuse(bare, RealmCreate, bare.Delegate(), Workbench.ParamsPage);
        bare.WriteParams(40, 1, bare.Delegate(2), view => (view.Flags0, view.SveVectorLength) = (1 << 1, 1));
        _reasons.Refuse(bare, RealmCreate, bare.Delegate(), Workbench.ParamsPage);
        foreach (RmiCommandInfo command in RmiCommandTable.V20.Commands)
        {
            if (command.Name.StartsWith("PDEV", StringComparison.Ordinal) || command.Name.StartsWith("VDEV", StringComparison.Ordinal) || command.Name.StartsWith("PSMMU", StringComparison.Ordinal))
            {
                _reasons.Refuse(bare, command.Command);
            }
        }

        var high = new Workbench(RmmPlatform.Default with { Dram = [new(0x8000_0000, 0x1000_0000), new(1ul << 48, 0x1000_0000)] });
        high.CreateRealmWithPlane();
        const ulong HighGranule = (1ul << 48) + Granule.Size;
        high.Do(GranuleRangeDelegate, HighGranule, HighGranule + Granule.Size);
        _reasons.Refuse(high, RttCreate, high.Rd, HighGranule, 0, 2);
        _reasons.Refuse(high, RttAuxCreate, high.Rd, HighGranule, 0, 2, 1);
    }

    private void WhenIdsRunOut()
    {
        var bench = new Workbench();
        bench.WriteParams(33, 1, bench.Delegate());
        while (bench.Rmm.Core.Vmids.TryTake(out _))
        {
        }

        _reasons.Refuse(bench, RealmCreate, bench.Delegate(), Workbench.ParamsPage);

        var noContext = new Workbench();
        noContext.WriteParams(33, 1, noContext.Delegate(), view => view.Flags0 = 1 << 7);
        while (noContext.Rmm.Core.MecIds.TryTake(out _))
        {
        }

        _reasons.Refuse(noContext, RealmCreate, noContext.Delegate(), Workbench.ParamsPage);
    }

    private void WhileARecRuns()
    {
        var bench = new Workbench();
        bench.CreateRealm();
        ulong rec = bench.CreateRec();
        ulong other = bench.CreateRec(1);
        bench.Do(RealmActivate, bench.Rd);
        bench.Rmm.HoldRec(rec);
        _reasons.Refuse(bench, RealmTerminate, bench.Rd);
        _reasons.Refuse(bench, RecDestroy, rec);
        _reasons.Refuse(bench, RecEnter, rec, Workbench.RunPage);
        _reasons.Refuse(bench, RttSetRipas, bench.Rd, rec, 0, Granule.Size);
        _reasons.Refuse(bench, RttSetS2ap, bench.Rd, rec, 0, Granule.Size);
        _reasons.Refuse(bench, RttDevValidate, bench.Rd, rec, 0, Granule.Size);
        _reasons.Refuse(bench, PsciComplete, rec, other);
        bench.Rmm.ReleaseRec(rec);
        bench.Do(RealmTerminate, bench.Rd);
    }

    private void WithAuxiliaryTrees()
    {
        var bench = new Workbench();
        bench.CreateRealmWithPlane();
        bench.CreateTables(Unprotected, 3);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, Unprotected, 9);
        _reasons.Refuse(bench, RttAuxDestroy, bench.Rd, Unprotected, 2, 1);
        _reasons.Refuse(bench, RttAuxFold, bench.Rd, Unprotected, 2, 1);
        _reasons.Refuse(bench, RttAuxUnmapProtected, bench.Rd, Unprotected, 1);
        _reasons.Refuse(bench, RttAuxUnmapProtected, bench.Rd, 8, 1);
        bench.Do(RttAuxMapUnprotected, bench.Rd, Unprotected, 1);
        _reasons.Refuse(bench, RttFold, bench.Rd, Unprotected, 3);
        _reasons.Refuse(bench, RttDestroy, bench.Rd, Unprotected, 3);

        var deep = new Workbench();
        deep.CreateRealmWithPlane(startLevel: 0);
        deep.Do(RttAuxCreate, deep.Rd, deep.Delegate(), 0, 1, 1);
        Page table = deep.Rmm.Core.Memory.WritableContent<Page>(RttEntry.Address(deep.Rmm.Core.Memory.Content<Page>(Root(deep, 1))![0]));
        TableScan.Fill(table.Words, RttEntry.AssignedRam, RttGeometry.EntrySize(1));
        table.References = RttGeometry.EntriesPerTable;
        _reasons.Refuse(deep, RttAuxFold, deep.Rd, 0, 1, 1);
    }

    private void WithBadAuxiliaryOperands()
    {
        const ulong EndOfIpaSpace = Unprotected << 1;
        var bench = new Workbench();
        bench.CreateRealmWithPlane();
        _reasons.Refuse(bench, RttAuxDestroy, bench.Rd, EndOfIpaSpace, 2, 1);
        _reasons.Refuse(bench, RttAuxFold, bench.Rd, EndOfIpaSpace, 2, 1);
        _reasons.Refuse(bench, RttAuxFold, bench.Rd, Granule.Size, 2, 1);
        _reasons.Refuse(bench, RttAuxFold, bench.Rd, 0, 2, 1);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, EndOfIpaSpace, 1);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, Unprotected + Granule.Size, 1);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, 0, 1);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, Unprotected, 1);
        _reasons.Refuse(bench, RttAuxUnmapUnprotected, bench.Rd, Unprotected, 9);
        _reasons.Refuse(bench, RttAuxUnmapUnprotected, bench.Rd, EndOfIpaSpace, 1);
        _reasons.Refuse(bench, RttAuxUnmapUnprotected, bench.Rd, Unprotected + Granule.Size, 1);
        _reasons.Refuse(bench, RttAuxUnmapUnprotected, bench.Rd, 0, 1);
        bench.Do(RealmTerminate, bench.Rd);
        _reasons.Refuse(bench, RttAuxMapUnprotected, bench.Rd, Unprotected, 1);
    }

    private void WithBlocksAboveTheStartLevel()
    {
        var bench = new Workbench();
        bench.CreateRealm(33, 2);
        _reasons.Refuse(bench, RttDataMap, bench.Rd, 0, 1ul << 30, Workbench.SingleOutput, OneBlock1GiB);
        _reasons.Refuse(bench, RttUnprotMap, bench.Rd, 1ul << 32, (1ul << 32) + (1ul << 30), Workbench.SingleOutput, OneBlock1GiB);

        bench.CreateRealm();
        bench.CreateTables(Unprotected, 3);
        bench.WriteList(0, 0x8000_0005);
        _reasons.Refuse(bench, RttUnprotMap, bench.Rd, Unprotected, Unprotected + Granule.Size, (ulong)OutputAddressType.List | (2 << 2), Workbench.ListPage);
    }

    private void WithPermissionRequests()
    {
        var bench = new Workbench();
        bench.CreateRealmWithPlane();
        bench.MapRam(0, 4);
        ulong rec = bench.CreateRec();
        bench.Do(RealmActivate, bench.Rd);
        Rec state = bench.Rmm.Core.Memory.WritableContent<Rec>(rec);
        state.Permission.Base = 0x20_1000;
        state.Permission.Top = 0x40_0000;
        _reasons.Refuse(bench, RttSetS2ap, bench.Rd, rec, 0x20_1000, 0x20_2000);
        state.Permission.Base = 0x20_0000;
        _reasons.Refuse(bench, RttSetS2ap, bench.Rd, rec, 0x20_0000, 0x20_1000);
    }

    private void WithDevices()
    {
        const ulong OnChipDevice = 2 << 1;
        const ulong Undelegated = 1ul << 63;
        const ulong Level0Block = 3;
        const ulong OneEntryList = (ulong)OutputAddressType.List | (1 << 2);
        var bench = new Workbench();
        bench.CreateRealm();
        bench.MapRam(0);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, Workbench.SingleOutput, 0x7000_0004 | Undelegated);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, Workbench.SingleOutput, 0x7000_0004 | Level0Block);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 8, Granule.Size, Workbench.SingleOutput, 0x7000_0004);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size + 1, Workbench.SingleOutput, 0x7000_0004);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, Workbench.SingleOutput, 0x7000_0005);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, (ulong)OutputAddressType.List, Workbench.ListPage);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, OneEntryList, Workbench.ListPage + 1);
        _reasons.Refuse(bench, RttDevMap, bench.Rd, 0, 0, Granule.Size, OneEntryList, bench.Rd);
        _reasons.Refuse(bench, RttDevUnmap, bench.Rd, 0, Granule.Size, OneEntryList, Workbench.ListPage + 1);
        _reasons.Refuse(bench, RttDevUnmap, bench.Rd, 0, Granule.Size, OneEntryList, bench.Rd);
        foreach (ulong flags in (ReadOnlySpan<ulong>)[OnChipDevice, 8, 0])
        {
            bench.Rmm.WriteMemory(Workbench.ParamsPage, BitConverter.GetBytes(flags));
            _reasons.Refuse(bench, PdevCreate, bench.Delegate(), Workbench.ParamsPage);
        }

        bench.Rmm.WriteMemory(Workbench.ParamsPage + 8, [1]);
        _reasons.Refuse(bench, PdevStreamConnect, Workbench.ParamsPage);
        foreach (RmiCommandInfo command in RmiCommandTable.V20.Commands.Where(command => command.Name.StartsWith("VDEV", StringComparison.Ordinal)))
        {
            _reasons.Refuse(bench, command.Command);
        }

        Page table = bench.Rmm.Core.Memory.WritableContent<Page>(LeafTable(bench));
        table[0] = RttEntry.Live | RttEntry.Device | 0x7000_0000;
        _reasons.Refuse(bench, RttDataUnmap, bench.Rd, 0, Granule.Size, 0);
        ulong rec = bench.CreateRec();
        bench.CreateRealm();
        _reasons.Refuse(bench, RttDevValidate, bench.Rd, rec, 0, Granule.Size);

    }

    private void WithManyRecs()
    {
        var bench = new Workbench();
        bench.CreateRealm();
        bench.Rmm.Core.Memory.WritableContent<RealmDescriptor>(bench.Rd).RecReferences = 1023;
        ulong auxiliary = bench.Delegate(RecParams.AuxiliaryGranules);
        RmiRegisters created = bench.Rmm.RecCreate(bench.Rd, bench.Delegate(), Workbench.RecPage);
        bench.WriteList(new AddressRangeDescriptor(auxiliary, RecParams.AuxiliaryGranules).Word);
        bench.Rmm.OpMemDonate(created.X1, Workbench.ListPage, 1);
        Assert.Equal(MemoryRequest.Reclaim, bench.Rmm.OpContinue(created.X1).Result.MemoryRequest);
        Assert.Equal(MemoryRequest.None, bench.Rmm.OpMemReclaim(created.X1, Workbench.ListPage, 16).Result.MemoryRequest);
        _reasons.Refuse(bench, OpContinue, created.X1);
    }

    private static ulong Root(Workbench bench, int tree) => bench.Rmm.Core.Memory.Content<RealmDescriptor>(bench.Rd)!.RootOf(tree);

    private static ulong LeafTable(Workbench bench)
    {
        Assert.True(bench.Rmm.Core.TryRealm(bench.Rd, out RealmDescriptor? realm));
        return new RttWalk(bench.Rmm.Core.Memory, realm, RttTree.PrimaryIndex, 0, RttGeometry.LastLevel).Table;
    }
}
