using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>RMI 1.0 where the recorded conversations are silent (rmm-behaviour.md §3.4, §9, §13).</summary>
public sealed class Profile10Tests
{
    private const ulong Unprotected = 1ul << 33;
    private const ulong FlagLpa2 = 1;
    private const ulong FourListRegisters = 3ul << 34;

    private readonly Workbench10 _bench =
        new(RmmPlatform.DefaultV10 with { Features = [RmmPlatform.DefaultV10.Feature(0) | FourListRegisters] });

    [Theory]
    [InlineData(RmiCommand.GranuleRangeDelegate)]
    [InlineData(RmiCommand.RmmActivate)]
    [InlineData(RmiCommand.RealmTerminate)]
    [InlineData(RmiCommand.RttDataMap)]
    [InlineData(RmiCommand.OpContinue)]
    [InlineData(RmiCommand.RttAuxCreate)]
    public void A_command_of_the_other_generation_is_unknown(RmiCommand command)
    {
        Assert.Equal("SMC_UNKNOWN", _bench.Call(command).ToString());
        Assert.Equal("SMC.unknown-function", _bench.Reason);
    }

    [Fact]
    public void A_command_of_this_generation_is_unknown_to_the_other() =>
        Assert.Equal("SMC_UNKNOWN", new SimulatedRmm().Call(RmiCommand.GranuleDelegate).Result.ToString());

    [Fact]
    public void A_realm_is_destroyed_from_any_state_and_gives_its_vmid_back()
    {
        _bench.CreateRealm(vmid: 5);
        _bench.Do(RmiCommand.RealmActivate, _bench.Rd);

        _bench.Do(RmiCommand.RealmDestroy, _bench.Rd);

        _bench.CreateRealm(vmid: 5);
    }

    [Fact]
    public void A_vmid_serves_one_realm_at_a_time()
    {
        _bench.CreateRealm(vmid: 5);
        _bench.WriteParams(34, 2, vmid: 5);

        Assert.Equal("ERROR_INPUT", _bench.Call(RmiCommand.RealmCreate, _bench.Delegate(), Workbench10.ParamsPage).ToString());
        Assert.Equal("REALM_CREATE.vmid-taken", _bench.Reason);
    }

    [Fact]
    public void Unprotected_blocks_above_the_start_level_are_refused()
    {
        const ulong Descriptor = 0x4000_00C8;
        _bench.CreateRealm();

        Assert.Equal("ERROR_INPUT", _bench.Call(RmiCommand.RttMapUnprotected, _bench.Rd, Unprotected, 1, Descriptor).ToString());
        Assert.Equal("ERROR_INPUT", _bench.Call(RmiCommand.RttUnmapUnprotected, _bench.Rd, Unprotected, 1).ToString());
        _bench.Do(RmiCommand.RttMapUnprotected, _bench.Rd, Unprotected, 2, Descriptor);
        Assert.Equal(Descriptor, _bench.Rmm.RttReadEntry(_bench.Rd, Unprotected, 2).X3);
    }

    [Fact]
    public void A_descriptor_of_a_realm_with_lpa2_holds_the_highest_address_bits_in_9_and_8()
    {
        const ulong Descriptor = 0x0003_0000_4000_03C8;
        _bench.CreateRealm(flags: FlagLpa2);

        _bench.Do(RmiCommand.RttMapUnprotected, _bench.Rd, Unprotected, 2, Descriptor);

        Assert.Equal(Descriptor, _bench.Rmm.RttReadEntry(_bench.Rd, Unprotected, 2).X3);
    }

    [Theory]
    [InlineData("SUCCESS", 0x4000_0000_0000_0020, 0x4000_0000_0000_0021)]
    [InlineData("SUCCESS", 0x4000_0000_0000_0020, 0x0000_0000_0000_0020)]
    [InlineData("SUCCESS", 0x4000_0200_0000_2000, 0x8000_0000_0000_03FB)]
    [InlineData("ERROR_REC", 0x4000_0000_0000_0020, 0xC000_0000_0000_0020)]
    [InlineData("ERROR_REC", 0x6000_0000_0000_0020, 0)]
    [InlineData("ERROR_REC", 0x4001_0000_0000_0020, 0)]
    [InlineData("ERROR_REC", 0x4000_0001_0000_0020, 0)]
    [InlineData("ERROR_REC", 0x4000_0000_0000_03FC, 0)]
    [InlineData("ERROR_REC", 0x4000_0000_0001_0000, 0)]
    public void List_registers_must_be_legal_and_come_back_as_they_went(string expected, ulong first, ulong last)
    {
        _bench.CreateRealm();
        ulong rec = _bench.CreateRec();
        _bench.Do(RmiCommand.RealmActivate, _bench.Rd);
        byte[] page = new byte[(int)Granule.Size];
        var run = new RecRun(page) { EntryGicHcr = 2 };
        run.EntryGicListRegisters[0] = first;
        run.EntryGicListRegisters[3] = last;
        run.EntryGicListRegisters[4] = first;
        _bench.Rmm.WriteMemory(Workbench10.RunPage, page);

        Assert.Equal(expected, _bench.Call(RmiCommand.RecEnter, rec, Workbench10.RunPage).ToString());

        _bench.Rmm.ReadMemory(Workbench10.RunPage, page);
        bool entered = expected == "SUCCESS";
        Assert.Equal(entered ? (2ul, first, last, 0ul) : default, (run.ExitGicHcr, run.ExitGicListRegisters[0], run.ExitGicListRegisters[3], run.ExitGicListRegisters[4]));
        Assert.Equal(entered ? null : "REC_ENTER.list-registers", _bench.Reason);
    }

    [Fact]
    public void A_rec_that_cannot_be_made_gives_its_auxiliary_granules_back()
    {
        _bench.CreateRealm();
        _bench.WriteRecParams(index: 3);
        ulong rec = _bench.Delegate();
        ulong lastAuxiliary = rec - Granule.Size;

        Assert.Equal("ERROR_INPUT", _bench.Call(RmiCommand.RecCreate, _bench.Rd, rec, Workbench10.ParamsPage).ToString());

        Assert.Equal("REC_CREATE.mpidr-index", _bench.Reason);
        Assert.True(_bench.Rmm.TryGetGranule(lastAuxiliary, out GranuleView view));
        Assert.Equal(GranuleState.Delegated, view.State);
    }
}
