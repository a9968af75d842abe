using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm.Guest;

/// <summary>RSI and PSCI calls that the recorded conversations do not show (rmm-behaviour.md §6).</summary>
public sealed class GuestCallTests
{
    private const ulong Success = 0;
    private const ulong Input = 1;
    private const ulong State = 2;
    private const ulong Unknown = ulong.MaxValue;
    private const ulong FlagDeviceAssignment = 8;

    [Fact]
    public void Without_an_attestation_key_no_token_begins()
    {
        var realm = new GuestRealm();

        Assert.Equal(4ul, realm.Smc(0xC400_0194, 1, 2, 3, 4)[0]);
        Assert.Equal(State, realm.Smc(0xC400_0195, 0, 0, 0x1000)[0]);
    }

    [Fact]
    public void A_shorter_digest_leaves_zeros_up_to_x8()
    {
        ulong[] x = new GuestRealm().Smc(0xC400_0192, 0, 1, 1, 1, 1, 1, 1, 1, 9);

        Assert.Equal(Success, x[0]);
        Assert.All(x[1..5], word => Assert.NotEqual(0ul, word));
        Assert.Equal([0, 0, 0, 0, 9], x[5..10]);
    }

    [Fact]
    public void The_sve_hint_is_dropped_for_rsi_but_hides_psci()
    {
        var realm = new GuestRealm();

        Assert.Equal([Success, 0x1_0000], realm.Smc(0xC401_0190, 0x1_0000)[..2]);
        Assert.Equal(Unknown, realm.Smc(0x8401_0000)[0]);
        Assert.Equal(0x1_0001ul, realm.Smc(0x8400_0000)[0]);
    }

    [Fact]
    public void The_upper_half_of_x0_does_not_count_for_the_call_but_for_its_completion()
    {
        const ulong CpuOn = 0xFF_C400_0003;
        var realm = new GuestRealm(recs: 2);
        Assert.Equal(RecExitReason.Psci, realm.Run(RealmAction.Smc(CpuOn, 1, 0x1000, 7)).ExitReason);

        GuestRealm.Succeeds(realm.Rmm.PsciComplete(GuestRealm.Rec(0), GuestRealm.Rec(1), 0));

        GuestRealm.Succeeds(realm.Enter().Answer);
        Assert.Equal(Unknown, realm.Result(CpuOn)[0]);
        Assert.Equal("ERROR_REC", realm.Enter(rec: 1).Answer.Result.ToString());
    }

    [Fact]
    public void An_smc_with_more_registers_than_there_are_is_refused_when_it_is_queued()
    {
        var realm = new GuestRealm();

        ArgumentException failure = Assert.Throws<ArgumentException>(() => realm.Rmm.Enqueue(RealmAction.Smc(new ulong[19])));

        Assert.Contains("18", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RecExitReason.Fiq, new RecRun(realm.Enter().Run).ExitReason);
    }

    [Fact]
    public void The_realm_writes_aff3_in_bits_39_to_32()
    {
        var realm = new GuestRealm();

        Assert.Equal(unchecked((ulong)-2), realm.Smc(0xC400_0004, 1ul << 32)[0]);
        Assert.Equal(Success, realm.Smc(0xC400_0004, 1ul << 24)[0]);
    }

    [Fact]
    public void A_realm_with_devices_has_the_feature_and_asks_the_host_for_one_that_does_not_exist()
    {
        const ulong GetInfo = 0xC400_019D;
        var realm = new GuestRealm(flags0: FlagDeviceAssignment);
        Assert.Equal([Success, 1], realm.Smc(0xC400_0191, 0)[..2]);
        Assert.Equal(Input, realm.Smc(GetInfo, 0x77, 0x100)[0]);

        RecRun exit = realm.Run(RealmAction.Smc(GetInfo, 0x77, 0x200));
        Assert.Equal((RecExitReason.VdevRequest, 0x77ul), (exit.ExitReason, exit.VdevId));

        GuestRealm.Succeeds(realm.Enter().Answer);
        Assert.Equal([Input, 0x77, 0x200], realm.Result(GetInfo)[..3]);
    }

    [Theory]
    [InlineData(0xC400_019C)]
    [InlineData(0xC400_019D)]
    [InlineData(0xC400_019F)]
    [InlineData(0xC400_01A4)]
    public void A_realm_without_devices_is_in_the_wrong_state_for_device_calls(ulong functionId) =>
        Assert.Equal(State, new GuestRealm().Smc(functionId, 1, 0, 0x1000)[0]);

    [Fact]
    public void Planes_are_answered_up_to_the_point_where_one_would_run()
    {
        const ulong PlaneEnter = 0xC400_01A3;
        var realm = new GuestRealm(planes: 1);

        Assert.Equal(Input, realm.Smc(PlaneEnter, 0, 0)[0]);
        Assert.Equal(Input, realm.Smc(PlaneEnter, 2, 0)[0]);
        Assert.Equal(Input, realm.Smc(PlaneEnter, 1, 8)[0]);
        Assert.Equal(Input, realm.Smc(PlaneEnter, 1, GuestRealm.Unprotected)[0]);
        Assert.Equal(Input, realm.Smc(0xC400_01AE, 2, 0)[0]);
        RecRun exit = realm.Run(RealmAction.Smc(PlaneEnter, 1, 0x1000));
        Assert.Equal((RecExitReason.Sync, 0x10ul), (exit.ExitReason, exit.Hpfar));
        Assert.Equal(4ul, realm.Smc(PlaneEnter, 1, 0)[0]);
    }
}
