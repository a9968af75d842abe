using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

/// <summary>Every status at every call of a whole life, one at a time.</summary>
public sealed class FaultSweepTests
{
    [Theory]
    [InlineData("2.0", RmiStatus.ErrorInput)]
    [InlineData("1.0", RmiStatus.ErrorInput)]
    [InlineData("2.0", RmiStatus.ErrorRealm)]
    [InlineData("2.0", RmiStatus.ErrorRec)]
    [InlineData("2.0", RmiStatus.ErrorRtt)]
    [InlineData("2.0", RmiStatus.ErrorGlobal)]
    [InlineData("2.0", RmiStatus.Busy)]
    [InlineData("1.0", RmiStatus.Busy)]
    [InlineData("2.0", RmiStatus.Blocked)]
    [InlineData("2.0", RmiStatus.ErrorGranule)]
    public void A_call_that_fails_leaves_a_ledger_that_agrees_with_the_rmm(string profile, RmiStatus status) =>
        Sweep(profile, new FaultRequest { Result = RmiResult.From(status) });

    [Theory]
    [InlineData("2.0", -1)]
    [InlineData("2.0", 0)]
    [InlineData("2.0", 1)]
    [InlineData("2.0", 2)]
    [InlineData("1.0", 2)]
    [InlineData("2.0", 3)]
    public void A_walk_that_ends_at_any_level_leaves_a_ledger_that_agrees_with_the_rmm(string profile, int level) =>
        Sweep(profile, new FaultRequest { Result = RmiResult.From(RmiStatus.ErrorRtt, level) });

    [Theory]
    [InlineData("2.0", MemoryRequest.None)]
    [InlineData("2.0", MemoryRequest.Donate)]
    [InlineData("1.0", MemoryRequest.Donate)]
    [InlineData("2.0", MemoryRequest.Reclaim)]
    public void An_operation_that_lies_about_what_it_wants_loses_its_own_granules_at_most(string profile, MemoryRequest request) =>
        Sweep(profile, new FaultRequest { Result = RmiResult.Incomplete(request) }, static run =>
            run.IsLeaked && (run.Use is GranuleUse.Rec or GranuleUse.RecAux || run is { Use: GranuleUse.Delegated, Granules: 1 }));

    [Theory]
    [InlineData("2.0", FaultEffect.LoseCall)]
    [InlineData("1.0", FaultEffect.LoseCall)]
    [InlineData("2.0", FaultEffect.LoseAnswer)]
    [InlineData("1.0", FaultEffect.LoseAnswer)]
    public void A_call_without_an_answer_loses_granules_of_an_operation_whose_handle_went_with_it_at_most(string profile, FaultEffect effect) =>
        Sweep(profile, new FaultRequest { Effect = effect }, static run =>
            run.IsLeaked && (run.Use is GranuleUse.Rec or GranuleUse.RecAux || run is { Use: GranuleUse.Delegated, Granules: 1 }));

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void Three_calls_in_a_row_that_fail_leave_a_ledger_that_agrees_with_the_rmm(string profile) =>
        Sweep(profile, new FaultRequest { Result = RmiResult.From(RmiStatus.ErrorInput), Times = 3 });

    private static void Sweep(string profile, FaultRequest fault, Func<GranuleRun, bool>? mayLose = null)
    {
        using RealmHost whole = Connect(new SimulatedRmm(SmallFor(profile)));
        // Connecting has its own test.
        long connected = whole.CallCount;
        new Life(whole).Live();
        whole.Teardown.Remove("vm1");
        long calls = whole.CallCount;

        // The middle of the long loops over granules is all alike.
        for (long after = connected; after < calls; after += after % 64 > 48 && calls - after > 700 ? 37 : 1)
        {
            Check(profile, fault with { After = after }, mayLose ?? (static _ => false));
        }
    }

    private static void Check(string profile, FaultRequest fault, Func<GranuleRun, bool> mayLose)
    {
        var rmm = new FaultInjector(new SimulatedRmm(SmallFor(profile)));
        using RealmHost host = Connect(rmm);
        rmm.Add(fault with { After = fault.After - host.CallCount });
        var life = new Life(host);
        life.Live();
        string where = $"fault {fault.Effect} {fault.Result} after {fault.After}, {string.Join("; ", life.Failures.Select(static f => f.Message))}";
        Assert.True(Disagreements(host).Count == 0, $"{where}: {string.Join("; ", Disagreements(host))}");

        life.End();
        Assert.True(Disagreements(host).Count == 0, $"{where}, after the end: {string.Join("; ", Disagreements(host))}");
        // The last of several faults may hit the first.
        host.Granules.Reclaim();
        host.Granules.Reclaim();

        const int HostPages = 1;
        List<GranuleRun> left = [.. host.Granules.List(new GranuleFilter(Detailed: true)).Where(static r => r.Use != GranuleUse.Free).Skip(HostPages)];
        Assert.True(left.TrueForAll(r => mayLose(r)), $"{where}: {string.Join("; ", left)}; {string.Join("; ", host.Realms.All)}");
        Assert.True(left.Count > 0 || IsClean(rmm), where);
    }
}
