using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>RMI 1.0 where the recorded conversations are silent (rmm-behaviour.md §3.4, §9, §13).</summary>
public sealed class Profile10Tests
{
    private const ulong Params = 0x8000_0000;
    private const ulong Run = 0x8000_1000;
    private const ulong Rd = 0x8001_0000;
    private const ulong Roots = 0x8002_0000;
    private const ulong Rec = 0x8003_0000;
    private const ulong ListRegistersMinusOne = 3ul << 34;

    private readonly SimulatedRmm _rmm =
        new(RmmPlatform.DefaultV10 with { Features = [RmmPlatform.DefaultV10.Feature(0) | ListRegistersMinusOne] });

    [Theory]
    [InlineData(RmiCommand.GranuleRangeDelegate)]
    [InlineData(RmiCommand.RmmActivate)]
    [InlineData(RmiCommand.RealmTerminate)]
    [InlineData(RmiCommand.RttDataMap)]
    [InlineData(RmiCommand.OpContinue)]
    [InlineData(RmiCommand.RttAuxCreate)]
    public void A_command_of_the_other_generation_is_unknown(RmiCommand command)
    {
        Assert.Equal("SMC_UNKNOWN", _rmm.Call(command, Rd).Result.ToString());
        Assert.Equal("SMC.unknown-function", _rmm.LastDiagnosis.Reason?.Id);
    }

    [Fact]
    public void A_command_of_this_generation_is_unknown_to_the_other() =>
        Assert.Equal("SMC_UNKNOWN", new SimulatedRmm().Call(RmiCommand.GranuleDelegate, Rd).Result.ToString());

    [Fact]
    public void A_realm_is_destroyed_from_any_state_and_gives_its_vmid_back()
    {
        CreateRealm(width: 34, startLevel: 2, vmid: 5);
        Assert.Equal("SUCCESS", _rmm.RealmActivate(Rd).Result.ToString());

        Assert.Equal("SUCCESS", _rmm.RealmDestroy(Rd).Result.ToString());

        CreateRealm(width: 34, startLevel: 2, vmid: 5);
    }

    [Fact]
    public void A_vmid_serves_one_realm_at_a_time()
    {
        CreateRealm(width: 34, startLevel: 2, vmid: 5);
        Delegate(0x8009_0000, 1);

        Assert.Equal("ERROR_INPUT", _rmm.RealmCreate(0x8009_0000, Params).Result.ToString());
        Assert.Equal("REALM_CREATE.vmid-taken", _rmm.LastDiagnosis.Reason?.Id);
    }

    [Fact]
    public void Unprotected_blocks_above_the_start_level_are_refused()
    {
        const ulong Ipa = 1ul << 33;
        CreateRealm(width: 34, startLevel: 2, vmid: 0);

        Assert.Equal("ERROR_INPUT", _rmm.Call(RmiCommand.RttMapUnprotected, Rd, Ipa, 1, 0x4000_00C8).Result.ToString());
        Assert.Equal("ERROR_INPUT", _rmm.Call(RmiCommand.RttUnmapUnprotected, Rd, Ipa, 1).Result.ToString());
        Assert.Equal("SUCCESS", _rmm.Call(RmiCommand.RttMapUnprotected, Rd, Ipa, 2, 0x4000_00C8).Result.ToString());
        Assert.Equal(0x4000_00C8ul, _rmm.RttReadEntry(Rd, Ipa, 2).X3);
    }

    [Fact]
    public void A_descriptor_of_a_realm_with_lpa2_holds_the_highest_address_bits_in_9_and_8()
    {
        const ulong Descriptor = 0x0003_0000_4000_03C8;
        CreateRealm(width: 34, startLevel: 2, vmid: 0, lpa2: true);

        Assert.Equal("SUCCESS", _rmm.Call(RmiCommand.RttMapUnprotected, Rd, 1ul << 33, 2, Descriptor).Result.ToString());

        Assert.Equal(Descriptor, _rmm.RttReadEntry(Rd, 1ul << 33, 2).X3);
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
        CreateRealm(width: 34, startLevel: 2, vmid: 0);
        CreateRec();
        Assert.Equal("SUCCESS", _rmm.RealmActivate(Rd).Result.ToString());
        byte[] page = new byte[(int)Granule.Size];
        var run = new RecRun(page) { EntryGicHcr = 2 };
        run.EntryGicListRegisters[0] = first;
        run.EntryGicListRegisters[3] = last;
        run.EntryGicListRegisters[4] = first;
        _rmm.WriteMemory(Run, page);

        Assert.Equal(expected, _rmm.RecEnter(Rec, Run).Result.ToString());

        _rmm.ReadMemory(Run, page);
        bool entered = expected == "SUCCESS";
        Assert.Equal(entered ? (2ul, first, last, 0ul) : default, (run.ExitGicHcr, run.ExitGicListRegisters[0], run.ExitGicListRegisters[3], run.ExitGicListRegisters[4]));
        Assert.Equal(entered ? null : "REC_ENTER.list-registers", _rmm.LastDiagnosis.Reason?.Id);
    }

    private void CreateRealm(int width, int startLevel, ushort vmid, bool lpa2 = false)
    {
        int roots = RttGeometry.RootCount(width, startLevel);
        Delegate(Rd, 1);
        Delegate(Roots, roots);
        byte[] page = new byte[(int)Granule.Size];
        _ = new RealmParams(page)
        {
            Flags0 = lpa2 ? 1u : 0,
            IpaBits = (uint)width,
            Breakpoints = 1,
            Watchpoints = 1,
            Vmid = vmid,
            RttBase = Roots,
            StartLevel = startLevel,
            RootCount = (uint)roots,
        };
        _rmm.WriteMemory(Params, page);
        Assert.Equal("SUCCESS", _rmm.RealmCreate(Rd, Params).Result.ToString());
    }

    private void CreateRec()
    {
        Delegate(Rec, 17);
        byte[] page = new byte[(int)Granule.Size];
        var view = new RecParams(page) { Flags = RecParams.Runnable, AuxiliaryCount = 16 };
        for (int i = 0; i < 16; i++)
        {
            view.AuxiliaryAddresses[i] = Rec + ((ulong)(i + 1) * Granule.Size);
        }

        _rmm.WriteMemory(Params, page);
        Assert.Equal("SUCCESS", _rmm.RecCreate(Rd, Rec, Params).Result.ToString());
    }

    private void Delegate(ulong address, int granules)
    {
        for (int i = 0; i < granules; i++, address += Granule.Size)
        {
            _rmm.Call(RmiCommand.GranuleDelegate, address);
        }
    }
}
