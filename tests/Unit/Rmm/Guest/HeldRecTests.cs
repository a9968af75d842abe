using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm.Guest;

/// <summary>What a REC that another CPU runs keeps the host from doing (rmm-behaviour.md §8.1, T1 and T2; §4.12).</summary>
public sealed class HeldRecTests
{
    [Fact]
    public void A_held_rec_is_not_entered_destroyed_or_asked_for_changes_and_its_realm_not_terminated()
    {
        var realm = new GuestRealm();
        Assert.True(realm.Rmm.HoldRec(GuestRealm.Rec(0)));

        Assert.Equal("ERROR_REC", realm.Enter().Answer.Result.ToString());
        Assert.Equal("REC_ENTER.rec-running", realm.Rmm.LastDiagnosis.Reason?.Id);
        Assert.Equal("ERROR_REC", realm.Rmm.RecDestroy(GuestRealm.Rec(0)).Result.ToString());
        Assert.Equal("ERROR_REC", realm.Rmm.RttSetRipas(GuestRealm.Rd, GuestRealm.Rec(0), 0, 0x1000).Result.ToString());
        Assert.Equal("ERROR_REALM", realm.Rmm.RealmTerminate(GuestRealm.Rd).Result.ToString());
        Assert.Equal("REALM_TERMINATE.recs-running", realm.Rmm.LastDiagnosis.Reason?.Id);
    }

    [Fact]
    public void A_released_rec_leaves_no_trace()
    {
        var realm = new GuestRealm();
        realm.Rmm.HoldRec(GuestRealm.Rec(0));

        Assert.True(realm.Rmm.ReleaseRec(GuestRealm.Rec(0)));

        GuestRealm.Succeeds(realm.Enter().Answer);
        GuestRealm.Succeeds(realm.Rmm.RealmTerminate(GuestRealm.Rd));
    }

    [Fact]
    public void A_rec_can_be_held_only_where_a_cpu_could_be_inside_it()
    {
        var realm = new GuestRealm(recs: 2);

        Assert.False(realm.Rmm.HoldRec(GuestRealm.Rd));
        Assert.False(realm.Rmm.HoldRec(GuestRealm.Rec(1)));
        Assert.True(realm.Rmm.HoldRec(GuestRealm.Rec(0)));
        Assert.False(realm.Rmm.HoldRec(GuestRealm.Rec(0)));
        Assert.False(realm.Rmm.ReleaseRec(GuestRealm.Rec(1)));
        Assert.True(realm.Rmm.ReleaseRec(GuestRealm.Rec(0)));
        Assert.False(realm.Rmm.ReleaseRec(GuestRealm.Rec(0)));
        GuestRealm.Succeeds(realm.Rmm.RealmTerminate(GuestRealm.Rd));
        Assert.False(realm.Rmm.HoldRec(GuestRealm.Rec(0)));
    }

    [Fact]
    public void The_calling_rec_of_psci_complete_must_have_left_and_a_running_target_is_on()
    {
        const ulong CpuOn = 0xC400_0003;
        var realm = new GuestRealm(recs: 2);
        Assert.Equal(RecExitReason.Psci, realm.Run(RealmAction.Smc(CpuOn, 1, 0x1000, 7)).ExitReason);
        Assert.False(realm.Rmm.HoldRec(GuestRealm.Rec(0)));
        GuestRealm.Succeeds(realm.Rmm.PsciComplete(GuestRealm.Rec(0), GuestRealm.Rec(1), 0));
        Assert.True(realm.Rmm.HoldRec(GuestRealm.Rec(1)));

        realm.Run(RealmAction.Smc(CpuOn, 1, 0x1000, 7));
        realm.Result(CpuOn);
        GuestRealm.Succeeds(realm.Rmm.PsciComplete(GuestRealm.Rec(0), GuestRealm.Rec(1), 0));

        GuestRealm.Succeeds(realm.Enter().Answer);
        Assert.Equal(unchecked((ulong)-4), realm.Result(CpuOn)[0]);
        Assert.Equal("ERROR_INPUT", realm.Rmm.PsciComplete(GuestRealm.Rec(1), GuestRealm.Rec(0), 0).Result.ToString());
        Assert.Equal("PSCI_COMPLETE.rec-running", realm.Rmm.LastDiagnosis.Reason?.Id);
    }

    [Fact]
    public void A_fork_holds_and_releases_on_its_own()
    {
        var realm = new GuestRealm();
        realm.Rmm.HoldRec(GuestRealm.Rec(0));
        RealmTools.Rmm.SimulatedRmm fork = realm.Rmm.Fork();

        Assert.True(fork.ReleaseRec(GuestRealm.Rec(0)));

        GuestRealm.Succeeds(fork.RealmTerminate(GuestRealm.Rd));
        Assert.Equal("ERROR_REALM", realm.Rmm.RealmTerminate(GuestRealm.Rd).Result.ToString());
    }
}
