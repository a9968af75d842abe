using System.Runtime.InteropServices;
using RealmTools.Rmi;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Tests.Rmm;

/// <summary>
/// The ordering constraints of rmm-behaviour.md §8.1: the wrong order, its status, its reason, and that nothing else changed; then the
/// right order. T6, T8 and T19 to T22 need devices, which the simulated platform has not.
/// </summary>
public sealed class TeardownConstraintTests
{
    private const ulong Unprotected = 1ul << 39;
    private const ulong Block = 2ul << 20;
    private const int BlockPages = 512;
    private const int Contexts = 160;
    private const ulong NoList = 0;
    private const ulong AuxiliaryTree = 1;

    private static readonly RmiResult s_input = RmiResult.From(RmiStatus.ErrorInput);
    private static readonly RmiResult s_realm = RmiResult.From(RmiStatus.ErrorRealm);

    private readonly Workbench _bench = new();

    [Fact]
    public void T1_a_realm_is_not_terminated_while_a_rec_runs()
    {
        ulong rec = RunningRec();
        Refuse(s_realm, "REALM_TERMINATE.recs-running", RealmTerminate, _bench.Rd);
        Assert.True(_bench.Rmm.ReleaseRec(rec));
        _bench.Do(RealmTerminate, _bench.Rd);
    }

    [Fact]
    public void T2_a_running_rec_is_not_destroyed()
    {
        ulong rec = RunningRec();
        Refuse(RmiResult.From(RmiStatus.ErrorRec), "REC_DESTROY.rec-running", RecDestroy, rec);
        Assert.True(_bench.Rmm.ReleaseRec(rec));
        DestroyRec(rec);
    }

    [Fact]
    public void T3_a_realm_is_terminated_before_it_is_destroyed()
    {
        _bench.CreateRealm();
        Refuse(s_realm, "REALM_DESTROY.realm-not-terminated", RealmDestroy, _bench.Rd);
        EndRealm();
    }

    [Fact]
    public void T4_every_rec_is_destroyed_before_its_realm_and_the_first_call_is_enough()
    {
        _bench.CreateRealm();
        ulong first = _bench.CreateRec();
        ulong second = _bench.CreateRec(1);
        _bench.Do(RealmTerminate, _bench.Rd);
        Refuse(s_realm, "REALM_DESTROY.realm-has-recs", RealmDestroy, _bench.Rd);
        DestroyRec(second);
        Refuse(s_realm, "REALM_DESTROY.realm-has-recs", RealmDestroy, _bench.Rd);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Reclaim), _bench.Call(RecDestroy, first));
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void T5_a_root_table_with_an_entry_keeps_the_realm(bool inTheLastRoot)
    {
        _bench.CreateRealm();
        ulong ipa = inTheLastRoot ? Unprotected : 0;
        _bench.CreateTables(ipa, 2);
        _bench.Do(RealmTerminate, _bench.Rd);
        Refuse(s_realm, "REALM_DESTROY.root-live", RealmDestroy, _bench.Rd);
        Assert.Matches($"^RTT entry at IPA 0x{ipa:x}, level 1, table 0x[0-9a-f]+, in root table 0x[0-9a-f]+; RTT_DESTROY at level 2 clears it$", _bench.Rmm.LastDiagnosis.Obstacle);
        _bench.Do(RttDestroy, _bench.Rd, ipa, 2);
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    [Fact]
    public void T5_a_data_block_in_a_root_table_keeps_the_realm()
    {
        _bench.CreateRealm(33, 2);
        ulong data = _bench.Delegate(BlockPages);
        _bench.Do(RttDataMap, _bench.Rd, 0, Block, Workbench.SingleOutput, new AddressRangeDescriptor(data, 1, 1).Word);
        _bench.Do(RealmTerminate, _bench.Rd);
        Refuse(s_realm, "REALM_DESTROY.root-live", RealmDestroy, _bench.Rd);
        Assert.EndsWith("; RTT_DATA_UNMAP clears it", _bench.Rmm.LastDiagnosis.Obstacle, StringComparison.Ordinal);
        _bench.Do(RttDataUnmap, _bench.Rd, 0, Block, 0, NoList);
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    [Fact]
    public void T7_a_table_that_maps_data_is_not_destroyed()
    {
        _bench.CreateRealm();
        _bench.MapRam(0x20_3000);
        Refuse(Rtt(3), "RTT_DESTROY.table-live", RttDestroy, _bench.Rd, 0x20_0000, 3);
        Assert.Equal(0x20_0000ul, _bench.Rmm.RttDestroy(_bench.Rd, 0x20_0000, 3).X2);
        Unmap(0x20_3000);
        _bench.Do(RttDestroy, _bench.Rd, 0x20_0000, 3);
    }

    [Fact]
    public void T9_a_table_above_a_table_is_not_destroyed()
    {
        _bench.CreateRealm();
        _bench.CreateTables(0x20_0000, 3);
        Refuse(Rtt(2), "RTT_DESTROY.table-live", RttDestroy, _bench.Rd, 0, 2);
        _bench.Do(RttDestroy, _bench.Rd, 0x20_0000, 3);
        _bench.Do(RttDestroy, _bench.Rd, 0, 2);
    }

    [Fact]
    public void T10_a_page_that_an_auxiliary_tree_maps_is_not_unmapped()
    {
        CreateMappedPlane();
        Refuse(RmiResult.From(RmiStatus.ErrorRttAux), "RTT_DATA_UNMAP.auxiliary-mapping", RttDataUnmap, _bench.Rd, 0, Granule.Size, 0, NoList);
        _bench.Do(RttAuxUnmapProtected, _bench.Rd, 0, AuxiliaryTree);
        Unmap(0);
    }

    [Fact]
    public void T11_an_unprotected_table_that_an_auxiliary_tree_refers_to_is_neither_destroyed_nor_folded()
    {
        _bench.CreateRealmWithPlane();
        _bench.CreateTables(Unprotected, 3);
        _bench.Do(RttAuxMapUnprotected, _bench.Rd, Unprotected, AuxiliaryTree);
        Refuse(Rtt(2), "RTT_DESTROY.auxiliary-reference", RttDestroy, _bench.Rd, Unprotected, 3);
        Refuse(Rtt(2), "RTT_FOLD.auxiliary-reference", RttFold, _bench.Rd, Unprotected, 3);
        _bench.Do(RttAuxUnmapUnprotected, _bench.Rd, Unprotected, AuxiliaryTree);
        _bench.Do(RttDestroy, _bench.Rd, Unprotected, 3);
    }

    [Fact]
    public void T12_an_auxiliary_table_keeps_the_realm()
    {
        CreateMappedPlane();
        _bench.Do(RttAuxUnmapProtected, _bench.Rd, 0, AuxiliaryTree);
        Unmap(0);
        _bench.Do(RttDestroy, _bench.Rd, 0, 3);
        _bench.Do(RttDestroy, _bench.Rd, 0, 2);
        _bench.Do(RealmTerminate, _bench.Rd);
        Refuse(s_realm, "REALM_DESTROY.root-live", RealmDestroy, _bench.Rd);
        Assert.EndsWith("; RTT_AUX_DESTROY at level 2 clears it", _bench.Rmm.LastDiagnosis.Obstacle, StringComparison.Ordinal);
        _bench.Do(RttAuxDestroy, _bench.Rd, 0, 3, AuxiliaryTree);
        _bench.Do(RttAuxDestroy, _bench.Rd, 0, 2, AuxiliaryTree);
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    [Fact]
    public void T12_an_unprotected_reference_of_an_auxiliary_root_keeps_the_realm()
    {
        _bench.CreateRealmWithPlane();
        _bench.Do(RttUnprotMap, _bench.Rd, Unprotected, Unprotected + (1ul << 30), Workbench.SingleOutput, new AddressRangeDescriptor(0x8000_0000, 1, 2).Word);
        _bench.Do(RttAuxMapUnprotected, _bench.Rd, Unprotected, AuxiliaryTree);
        _bench.Do(RealmTerminate, _bench.Rd);
        Refuse(s_realm, "REALM_DESTROY.root-live", RealmDestroy, _bench.Rd);
        Assert.EndsWith("; RTT_AUX_UNMAP_UNPROTECTED clears it", _bench.Rmm.LastDiagnosis.Obstacle, StringComparison.Ordinal);
        _bench.Do(RttAuxUnmapUnprotected, _bench.Rd, Unprotected, AuxiliaryTree);
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    [Fact]
    public void T13_a_mapped_page_is_not_undelegated()
    {
        _bench.CreateRealm();
        ulong data = _bench.MapRam(0);
        RefuseUndelegation(data);
        Unmap(0);
        Undelegate(data);
    }

    [Theory]
    [InlineData(RttDestroy)]
    [InlineData(RttFold)]
    public void T14_a_table_is_destroyed_or_folded_before_its_page_is_undelegated(RmiCommand command)
    {
        _bench.CreateRealm();
        _bench.CreateTables(0, 2);
        ulong table = _bench.Delegate();
        _bench.Do(RttCreate, _bench.Rd, table, 0, 3);
        RefuseUndelegation(table);
        _bench.Do(command, _bench.Rd, 0, 3);
        Undelegate(table);
    }

    [Fact]
    public void T15_T16_T17_a_rec_gives_its_pages_back_step_by_step()
    {
        _bench.CreateRealm();
        ulong rec = _bench.CreateRec();
        RefuseUndelegation(rec);
        RmiRegisters begun = _bench.Rmm.RecDestroy(rec);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Reclaim), begun.Result);
        ulong auxiliary = FirstOf(GranuleState.RecAux);
        RefuseUndelegation(rec);
        RefuseUndelegation(auxiliary);
        Refuse(s_input, "OP_CONTINUE.not-expected", OpContinue, begun.X1);

        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Reclaim), _bench.Call(OpMemReclaim, begun.X1, Workbench.ListPage, 1));
        Undelegate(Listed());
        Refuse(s_input, "OP_CONTINUE.not-expected", OpContinue, begun.X1);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.None), _bench.Call(OpMemReclaim, begun.X1, Workbench.ListPage, BlockPages));
        Undelegate(Listed());
        RefuseUndelegation(rec);
        _bench.Do(OpContinue, begun.X1);
        Undelegate(rec);
    }

    [Fact]
    public void T18_rd_and_root_tables_come_back_with_the_realm_only()
    {
        _bench.CreateRealm();
        ulong root = FirstOf(GranuleState.Rtt);
        RefuseUndelegation(_bench.Rd);
        RefuseUndelegation(root);
        _bench.Do(RealmTerminate, _bench.Rd);
        RefuseUndelegation(_bench.Rd);
        RefuseUndelegation(root);
        _bench.Do(RealmDestroy, _bench.Rd);
        Undelegate(_bench.Rd);
        Undelegate(root);
    }

    [Fact]
    public void T23_with_all_contexts_in_use_no_further_operation_begins()
    {
        _bench.CreateRealm();
        _bench.MapRam(0);
        ulong rec = _bench.CreateRec();
        ulong spare = _bench.Delegate();
        ulong last = 0;
        for (int i = 0; i < Contexts; i++)
        {
            RmiRegisters begun = _bench.Rmm.RecCreate(_bench.Rd, _bench.Delegate(), Workbench.RecPage);
            Assert.Equal(RmiResult.Incomplete(MemoryRequest.Donate), begun.Result);
            Assert.Equal((ulong)i, begun.X1);
            last = begun.X1;
        }

        var blocked = RmiResult.From(RmiStatus.Blocked);
        Refuse(blocked, "REC_CREATE.contexts-in-use", RecCreate, _bench.Rd, spare, Workbench.RecPage);
        Refuse(blocked, "REC_DESTROY.contexts-in-use", RecDestroy, rec);
        Refuse(blocked, "RTT_DATA_UNMAP.contexts-in-use", RttDataUnmap, _bench.Rd, 0, Granule.Size, 0, NoList);

        // A first donation that is no good ends the operation: nothing to reclaim, then its error, then the handle is free again.
        _bench.WriteList(new AddressRangeDescriptor(Workbench.SourcePage, 1).Word);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Reclaim), _bench.Call(OpMemDonate, last, Workbench.ListPage, 1));
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.None), _bench.Call(OpMemReclaim, last, Workbench.ListPage, 1));
        Assert.Equal(s_input, _bench.Call(OpContinue, last));
        RmiRegisters reused = _bench.Rmm.RecDestroy(rec);
        Assert.Equal((RmiResult.Incomplete(MemoryRequest.Reclaim), last), (reused.Result, reused.X1));
    }

    private static RmiResult Rtt(int level) => RmiResult.From(RmiStatus.ErrorRtt, level);

    private ulong RunningRec()
    {
        _bench.CreateRealm();
        ulong rec = _bench.CreateRec();
        _bench.Do(RealmActivate, _bench.Rd);
        Assert.True(_bench.Rmm.HoldRec(rec));
        return rec;
    }

    /// <summary>A realm with an auxiliary plane whose tree maps the page at IPA 0, too.</summary>
    private void CreateMappedPlane()
    {
        _bench.CreateRealmWithPlane();
        _bench.MapRam(0);
        _bench.Do(RttAuxCreate, _bench.Rd, _bench.Delegate(), 0, 2, AuxiliaryTree);
        _bench.Do(RttAuxCreate, _bench.Rd, _bench.Delegate(), 0, 3, AuxiliaryTree);
        _bench.Do(RttAuxMapProtected, _bench.Rd, 0, AuxiliaryTree);
    }

    private void DestroyRec(ulong rec)
    {
        RmiRegisters begun = _bench.Rmm.RecDestroy(rec);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.Reclaim), begun.Result);
        Assert.Equal(RmiResult.Incomplete(MemoryRequest.None), _bench.Call(OpMemReclaim, begun.X1, Workbench.ListPage, BlockPages));
        _bench.Do(OpContinue, begun.X1);
    }

    private void EndRealm()
    {
        _bench.Do(RealmTerminate, _bench.Rd);
        _bench.Do(RealmDestroy, _bench.Rd);
    }

    private void Unmap(ulong ipa) => _bench.Do(RttDataUnmap, _bench.Rd, ipa, ipa + Granule.Size, 0, NoList);

    private void Undelegate(ulong granule) => _bench.Do(GranuleRangeUndelegate, granule, granule + Granule.Size);

    private void RefuseUndelegation(ulong granule) =>
        Refuse(s_input, "GRANULE_RANGE_UNDELEGATE.not-delegated", GranuleRangeUndelegate, granule, granule + Granule.Size);

    private void Refuse(RmiResult expected, string reason, RmiCommand command, params ReadOnlySpan<ulong> operands)
    {
        string before = StateText.Of(_bench.Rmm);
        Assert.Equal(expected, _bench.Call(command, operands));
        Assert.Equal(reason, _bench.Reason);
        Assert.Equal(before, StateText.Of(_bench.Rmm));
    }

    private ulong FirstOf(GranuleState state)
    {
        foreach (MemoryRange bank in _bench.Rmm.Platform.Dram)
        {
            for (ulong address = bank.Base; _bench.Rmm.TryGetGranuleRun(address, out GranuleView view, out ulong top); address = top)
            {
                if (view.State == state) return address;
            }
        }

        throw new InvalidOperationException($"No granule is {state}.");
    }

    /// <summary>The first address that the RMM wrote into the list.</summary>
    private ulong Listed()
    {
        Span<ulong> list = stackalloc ulong[1];
        _bench.Rmm.ReadMemory(Workbench.ListPage, MemoryMarshal.AsBytes(list));
        return new AddressRangeDescriptor(list[0]).Address;
    }
}
