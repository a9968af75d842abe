using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Host;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Checks;

public sealed class FaultInjectorTests
{
    private readonly FaultInjector _rmm = new(new SimulatedRmm(Small));

    [Fact]
    public void After_and_Times_choose_which_calls_are_hit()
    {
        RmiFault fault = _rmm.Add(new FaultRequest { Command = RmiCommand.Features, After = 2, Times = 2, Result = RmiResult.From(RmiStatus.ErrorGlobal) });

        bool[] hits = [.. Enumerable.Range(0, 6).Select(_ => !_rmm.Features(0).Result.IsSuccess)];

        Assert.Equal([false, false, true, true, false, false], hits);
        fault = Assert.Single(_rmm.Faults);
        Assert.Equal((6, 2, true), (fault.Seen, fault.Hit, fault.IsSpent));
        Assert.True(_rmm.Remove(fault.Id));
        Assert.False(_rmm.Remove(fault.Id));
    }

    [Fact]
    public void Range_and_Predicate_look_at_the_operands()
    {
        _rmm.Add(new FaultRequest { Range = new MemoryRange(0x8000_5000, 0x1000), Times = null, Result = RmiResult.From(RmiStatus.ErrorInput) });
        _rmm.Add(new FaultRequest { Predicate = static r => r.X1 == 4, Times = null, Result = RmiResult.From(RmiStatus.ErrorRealm) });

        Assert.Equal(RmiStatus.ErrorInput, _rmm.GranuleTrackingGet(0x8000_0000, 0x8000_5000).Result.Status);
        Assert.Equal(RmiStatus.Success, _rmm.GranuleTrackingGet(0x8000_0000, 0x8000_6000).Result.Status);
        Assert.Equal(RmiStatus.ErrorRealm, _rmm.Features(4).Result.Status);
        Assert.Equal(RmiStatus.Success, _rmm.Features(3).Result.Status);
    }

    [Fact]
    public void Chance_is_the_same_in_every_run_and_in_forks()
    {
        _rmm.Add(new FaultRequest { Command = RmiCommand.Features, Times = null, Probability = 0.5, Seed = 7 });
        var fork = (FaultInjector)_rmm.Fork();

        bool[] here = [.. Enumerable.Range(0, 200).Select(_ => _rmm.Features(0).Result.IsSuccess)];
        bool[] there = [.. Enumerable.Range(0, 200).Select(_ => fork.Features(0).Result.IsSuccess)];

        Assert.Equal(here, there);
        Assert.InRange(here.Count(static s => s), 60, 140);
    }

    [Fact]
    public void An_injected_answer_says_that_it_is_one()
    {
        _rmm.Add(new FaultRequest { Command = RmiCommand.Features, Result = RmiResult.From(RmiStatus.ErrorInput) });

        _rmm.Features(0);

        Assert.Equal("FEATURES.injected-fault", _rmm.As<IRmmDiagnostics>()?.LastDiagnosis.Reason?.Id);
        _rmm.Call(RmiCommand.RealmDestroy, 1);
        Assert.NotEqual("FEATURES.injected-fault", _rmm.As<IRmmDiagnostics>()?.LastDiagnosis.Reason?.Id);
    }

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(0, 1.5)]
    [InlineData(0, double.NaN)]
    public void Numbers_that_make_no_sense_are_refused(long after, double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _rmm.Add(new FaultRequest { After = after, Probability = probability }));

    [Theory]
    [InlineData(1, null, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(null, 5, 2)]
    [InlineData(16, 1, 1)]
    [InlineData(7, 300, 3)]
    public void A_host_serves_operations_that_ask_in_parts_and_yield(int? donation, int? reclaim, int yields)
    {
        _rmm.Script = new StatefulScript
        {
            DonationSize = donation,
            ReclaimSize = reclaim,
            Yields = yields,
            YieldingCommands = [RmiCommand.RttDataUnmap, RmiCommand.RttCreate, RmiCommand.RttDestroy, RmiCommand.GranuleRangeUndelegate],
        };
        using RealmHost host = Connect(_rmm);
        var life = new Life(host);
        life.Live();

        Assert.Empty(life.Failures);
        Assert.Empty(Disagreements(host));
        TeardownReport report = host.Teardown.Remove("vm1");
        Assert.True(report.IsComplete, report.FirstFailure?.Explanation);
        Assert.True(IsClean(_rmm));
    }

    [Fact]
    public void An_operation_that_asks_for_more_than_the_host_has_is_cancelled_where_it_allows_that()
    {
        using RealmHost host = Connect(_rmm);
        host.Realms.Create(new RealmRequest("vm1"));
        _rmm.Script = new StatefulScript { DonationSize = 4, CanCancel = true };
        _rmm.Add(new FaultRequest { Command = RmiCommand.GranuleRangeDelegate, After = 9, Times = null, Result = RmiResult.From(RmiStatus.ErrorInput) });

        HostException e = Assert.Throws<HostException>(() => host.Vcpus.Add("vm1", new VcpuRequest()));

        Assert.Contains("GRANULE_RANGE_DELEGATE", e.Message, StringComparison.Ordinal);
        Assert.Empty(Disagreements(host));
        Assert.Equal(0, host.Realms.Get("vm1").GranulesLeaked);
        _rmm.Clear();
        host.Vcpus.Add("vm1", new VcpuRequest());
        Assert.True(host.Teardown.Remove("vm1").IsComplete);
        Assert.True(IsClean(_rmm));
    }

    [Fact]
    public void An_operation_that_cannot_be_cancelled_is_left_and_finished_by_resuming()
    {
        using RealmHost host = Connect(_rmm);
        host.Realms.Create(new RealmRequest("vm1"));
        _rmm.Script = new StatefulScript { DonationSize = 4 };
        _rmm.Add(new FaultRequest { Command = RmiCommand.GranuleRangeDelegate, After = 9, Times = null, Result = RmiResult.From(RmiStatus.ErrorInput) });

        Assert.Throws<HostException>(() => host.Vcpus.Add("vm1", new VcpuRequest()));

        Assert.True(host.Realms.Get("vm1").GranulesLeaked > 0);
        _rmm.Clear();
        TeardownReport report = host.Teardown.Resume("vm1");
        Assert.True(report.IsComplete, report.FirstFailure?.Explanation);
        Assert.True(IsClean(_rmm));
    }
}
