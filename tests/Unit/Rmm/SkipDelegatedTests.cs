using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>The quirk SkipDelegated: range delegation as later 2.0 trees do it (rmm-behaviour.md §4.4, kvm-host.md §1.3).</summary>
public sealed class SkipDelegatedTests
{
    private const ulong Start = 0x8010_0000;
    private const ulong G = Granule.Size;

    private readonly SimulatedRmm _rmm = Boot(RmiQuirks.SkipDelegated);

    [Fact]
    public void Reference_moves_one_granule_and_refuses_one_that_is_delegated()
    {
        SimulatedRmm rmm = Boot(RmiQuirks.None);

        Assert.Equal(Start + G, rmm.GranuleRangeDelegate(Start, Start + (8 * G)).X1);
        Assert.Equal(RmiStatus.ErrorInput, rmm.GranuleRangeDelegate(Start, Start + (8 * G)).Result.Status);
    }

    [Fact]
    public void Whole_range_moves_in_one_call()
    {
        AssertAnswer(_rmm.GranuleRangeDelegate(Start, Start + (8 * G)), Start + (8 * G));
        AssertAnswer(_rmm.GranuleRangeUndelegate(Start, Start + (8 * G)), Start + (8 * G));
        Assert.True(_rmm.TryGetGranule(Start + (7 * G), out GranuleView view));
        Assert.Equal(GranuleState.NonSecure, view.State);
    }

    [Fact]
    public void Granules_in_the_target_state_are_skipped_and_count_as_progress()
    {
        _rmm.GranuleRangeDelegate(Start, Start + (2 * G));

        AssertAnswer(_rmm.GranuleRangeDelegate(Start, Start + (4 * G)), Start + (4 * G));
        AssertAnswer(_rmm.GranuleRangeDelegate(Start, Start + (4 * G)), Start + (4 * G));
    }

    [Fact]
    public void One_run_is_converted_a_call()
    {
        _rmm.GranuleRangeDelegate(Start + (2 * G), Start + (3 * G));

        AssertAnswer(_rmm.GranuleRangeDelegate(Start, Start + (4 * G)), Start + (2 * G));
        AssertAnswer(_rmm.GranuleRangeDelegate(Start + (2 * G), Start + (4 * G)), Start + (4 * G));
    }

    [Fact]
    public void Call_stays_within_one_tracking_region()
    {
        var rmm = new SimulatedRmm(RmmPlatform.Default with { Dram = [new(0x8000_0000, 0x8000_0000)], Quirks = RmiQuirks.SkipDelegated });
        rmm.RmmActivate();

        AssertAnswer(rmm.GranuleRangeDelegate(0xBFFF_F000, 0xC000_2000), 0xC000_0000);
    }

    [Fact]
    public void A_granule_in_use_stops_the_run_and_alone_is_refused()
    {
        _rmm.GranuleRangeDelegate(Start, Start + (2 * G));
        _rmm.Core.Memory.SetState(Start + G, GranuleState.Data);

        AssertAnswer(_rmm.GranuleRangeUndelegate(Start, Start + (2 * G)), Start + G);
        Assert.Equal(RmiStatus.ErrorInput, _rmm.GranuleRangeUndelegate(Start + G, Start + (2 * G)).Result.Status);
        Assert.Equal("GRANULE_RANGE_UNDELEGATE.not-delegated", _rmm.LastDiagnosis.Reason?.Id);
    }

    [Fact]
    public void Range_ends_with_its_bank_and_devices_follow_the_same_rules()
    {
        AssertAnswer(_rmm.GranuleRangeDelegate(0x9FFF_F000, 0xA000_1000), 0xA000_0000);
        Assert.Equal(RmiStatus.ErrorInput, _rmm.GranuleRangeDelegate(0xA000_0000, 0xA000_1000).Result.Status);
        Assert.Equal("GRANULE_RANGE_DELEGATE.no-granule", _rmm.LastDiagnosis.Reason?.Id);
        _rmm.GranuleRangeDelegate(0x7000_0000, 0x7000_2000);
        AssertAnswer(_rmm.GranuleRangeDelegate(0x7000_0000, 0x7000_5000), 0x7000_5000);
    }

    [Fact]
    public void The_other_generation_has_no_such_quirk() =>
        Assert.Throws<NotSupportedException>(() => new SimulatedRmm(RmmPlatform.DefaultV10 with { Quirks = RmiQuirks.SkipDelegated }));

    private static SimulatedRmm Boot(RmiQuirks quirks)
    {
        var rmm = new SimulatedRmm(RmmPlatform.Default with { Quirks = quirks });
        rmm.RmmActivate();
        return rmm;
    }

    private static void AssertAnswer(RmiRegisters answer, ulong top) => Assert.Equal((RmiResult.Success, top), (answer.Result, answer.X1));
}
