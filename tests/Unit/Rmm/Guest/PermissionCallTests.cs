using RealmTools.Rmi;

namespace RealmTools.Tests.Rmm.Guest;

/// <summary>Stage 2 permissions of planes: RSI_MEM_* and RTT_SET_S2AP (rmm-behaviour.md §1.9, §4.13, §6.2).</summary>
public sealed class PermissionCallTests
{
    private const ulong GetValue = 0xC400_01A0;
    private const ulong SetIndex = 0xC400_01A1;
    private const ulong SetValue = 0xC400_01A2;
    private const ulong Success = 0;
    private const ulong Input = 1;

    [Fact]
    public void Plane_0_starts_with_everything_and_the_others_with_nothing()
    {
        var realm = new GuestRealm(planes: 1);

        Assert.Equal([Success, 15], realm.Smc(GetValue, 0, 3)[..2]);
        Assert.Equal([Success, 0], realm.Smc(GetValue, 1, 3)[..2]);
        Assert.Equal(Input, realm.Smc(GetValue, 2, 0)[0]);
        Assert.Equal(Input, realm.Smc(GetValue, 0, 15)[0]);
    }

    [Fact]
    public void An_auxiliary_plane_takes_values_at_indices_that_are_not_locked()
    {
        var realm = new GuestRealm(planes: 1);

        Assert.Equal(Success, realm.Smc(SetValue, 1, 3, 12)[0]);
        Assert.Equal([Success, 12], realm.Smc(GetValue, 1, 3)[..2]);
        Assert.Equal([Success, 0], realm.Smc(GetValue, 1, 4)[..2]);
        Assert.Equal(Input, realm.Smc(SetValue, 0, 3, 12)[0]);
        Assert.Equal(Input, realm.Smc(SetValue, 1, 0, 12)[0]);
        Assert.Equal(Input, realm.Smc(SetValue, 1, 3, 16)[0]);
    }

    [Fact]
    public void A_change_walks_tree_after_tree_with_the_cookie_and_locks_its_index()
    {
        var realm = new GuestRealm(planes: 1);
        RecRun exit = realm.Run(RealmAction.Smc(SetIndex, 0x2000, 0x4000, 3));
        Assert.Equal((RecExitReason.S2apChange, 0x2000ul, 0x4000ul), (exit.ExitReason, exit.S2apBase, exit.S2apTop));
        Assert.Equal(0x4000ul, SetS2ap(realm, 0x2000, 0x4000, "SUCCESS").X1);

        GuestRealm.Succeeds(realm.Enter().Answer);
        Assert.Equal([Success, 0x2000, 0, 0x2001], realm.Result(SetIndex)[..4]);
        Assert.Equal(Input, realm.Smc(SetValue, 1, 3, 12)[0]);
        Assert.Equal(Success, realm.Smc(SetValue, 1, 4, 12)[0]);

        // The second tree has no tables: its root entry covers more than the range, which the host must mend.
        realm.Run(RealmAction.Smc(SetIndex, 0x2000, 0x4000, 3, 0x2001));
        RmiRegisters answer = SetS2ap(realm, 0x2000, 0x4000, "ERROR_RTT_AUX(1)");
        Assert.Equal((0x2000ul, 1ul), (answer.X1, answer.X2));
    }

    [Fact]
    public void Progress_within_a_tree_comes_back_as_the_place_to_go_on()
    {
        var realm = new GuestRealm(planes: 1);
        realm.Run(RealmAction.Smc(SetIndex, 0x2000, 0x4000, 3));
        Assert.Equal(0x3000ul, SetS2ap(realm, 0x2000, 0x3000, "SUCCESS").X1);
        SetS2ap(realm, 0x2000, 0x3000, "ERROR_INPUT");
        SetS2ap(realm, 0x3000, 0x5000, "ERROR_INPUT");

        GuestRealm.Succeeds(realm.Enter(flags: RecEntryFlags.RejectS2ap).Answer);

        Assert.Equal([Success, 0x3000, 1, 0x3000], realm.Result(SetIndex)[..4]);
        Assert.Equal(Success, realm.Smc(SetValue, 1, 3, 12)[0]);
        SetS2ap(realm, 0x3000, 0x4000, "ERROR_INPUT");
    }

    [Fact]
    public void A_cookie_of_another_range_or_tree_is_refused()
    {
        var realm = new GuestRealm(planes: 1);

        Assert.Equal(Input, realm.Smc(SetIndex, 0x2000, 0x4000, 3, 0x3001)[0]);
        Assert.Equal(Input, realm.Smc(SetIndex, 0x2000, 0x4000, 3, 0x2002)[0]);
        Assert.Equal(Input, new GuestRealm().Smc(SetIndex, 0x2000, 0x4000, 3, 0x2000)[0]);
    }

    private static RmiRegisters SetS2ap(GuestRealm realm, ulong start, ulong top, string expected)
    {
        RmiRegisters answer = realm.Rmm.Call(RmiCommand.RttSetS2ap, GuestRealm.Rd, GuestRealm.Rec(0), start, top);
        Assert.Equal(expected, answer.Result.ToString());
        return answer;
    }
}
