using System.Numerics;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Host;
using static RealmTools.Host.TeardownStepKind;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Checks;

public sealed class TeardownExplorerTests : IDisposable
{
    private readonly RealmHost _host = Connect(new SimulatedRmm(Small));

    public TeardownExplorerTests() => new Life(_host).Live();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void All_orders_of_the_plan_are_tried_and_those_that_violate_a_constraint_are_found_without_being_told()
    {
        string before = State();

        TeardownExploration found = Explore();

        Assert.True(found.IsComplete);
        Assert.Equal(new BigInteger(362_880), found.Orders);
        Assert.True(found.SafeOrders > 0 && found.SafeOrders < found.Orders);
        Assert.Equal(before, State());
        // rmm-behaviour.md §8.1: T3, T4, T5, T7, T14 and T18, by the check that refuses.
        string[] reasons = [.. found.Faults.Select(static f => f.Reason?.Id ?? f.Explanation)];
        Assert.Contains(found.Faults, static f => f.Kind == DestroyRealm && f.Result.Status == RmiStatus.ErrorRealm);
        Assert.True(found.Faults.Count(static f => f.Kind == DestroyRealm && f.Result.Status == RmiStatus.ErrorRealm) >= 3, string.Join("\n", reasons));
        Assert.Contains(found.Faults, static f => f.Kind == DestroyRtts && f.Result.Status == RmiStatus.ErrorRtt);
        Assert.Contains(found.Faults, static f => f.Kind == UndelegateRd && f.Result.Status == RmiStatus.ErrorInput);
        Assert.Contains(found.Faults, static f => f.Kind == UndelegateRootRtts && f.Result.Status == RmiStatus.ErrorInput);
        Assert.Contains(found.Faults, static f => f.Kind == FreeRootRtts);
    }

    [Fact]
    public void Every_fault_is_shown_again_by_its_shortest_order()
    {
        foreach (TeardownFault fault in Explore().Faults)
        {
            using RealmHost copy = _host.Fork();
            List<TeardownStepResult> results = [];
            try
            {
                results.AddRange(copy.Teardown.Run(fault.ShortestOrder));
            }
            catch (HostException e) when (e.Id == FailureId.StepTargetGone)
            {
                Assert.Empty(fault.CommandName);
                continue;
            }

            TeardownStepResult last = results[^1];
            if (fault.Kind is null)
            {
                Assert.True(last.GranulesOut > 0, fault.ToString());
                continue;
            }

            Assert.Equal(TeardownOutcome.Failed, last.Outcome);
            Assert.Equal(fault.Kind, last.Step.Kind);
            Assert.Equal(fault.Result, last.Result);
            Assert.All(results.SkipLast(1), static r => Assert.NotEqual(TeardownOutcome.Failed, r.Outcome));
        }
    }

    [Fact]
    public void The_safe_order_it_names_is_safe_and_every_safe_order_keeps_the_precedences()
    {
        TeardownExploration found = Explore();
        using RealmHost copy = _host.Fork();

        Assert.All(copy.Teardown.Run(found.SafeOrder), static r => Assert.NotEqual(TeardownOutcome.Failed, r.Outcome));

        Assert.True(IsClean(copy.Rmm));
        Assert.Contains(found.Precedences, static p => (p.First.Kind, p.Second.Kind) == (UnmapProtected, DestroyRtts));
        Assert.Contains(found.Precedences, static p => (p.First.Kind, p.Second.Kind) == (Terminate, DestroyRealm));
        Assert.Contains(found.Precedences, static p => (p.First.Kind, p.Second.Kind) == (RemoveVcpus, DestroyRealm));
        Assert.DoesNotContain(found.Precedences, static p => p.First.Kind == RemoveVcpus && p.Second.Kind == DestroyRtts);
        Assert.All(found.Precedences, p => Assert.True(
            found.SafeOrder.IndexOf(p.First) < found.SafeOrder.IndexOf(p.Second), p.ToString()));
    }

    [Fact]
    public void Counting_merged_orders_equals_trying_each_one()
    {
        List<TeardownStep> plan = [.. _host.Teardown.Plan("vm1").Where(static s => s.Kind is not (RemoveVcpus or UnmapUnprotected or FreeRootRtts or UndelegateRootRtts))];
        _host.Vcpus.Remove("vm1", 0);
        _host.Vcpus.Remove("vm1", 1);
        int failing = 0;
        foreach (List<TeardownStep> order in Orders(plan))
        {
            using RealmHost copy = _host.Fork();
            failing += Fails(copy, order) ? 1 : 0;
        }

        TeardownExploration found = TeardownExplorer.Explore(_host, plan);

        Assert.Equal(120, (int)found.Orders);
        Assert.Equal(failing, (int)found.Faults.Where(static f => f.Kind is not null).Aggregate(BigInteger.Zero, static (s, f) => s + f.Orders));
    }

    [Fact]
    public void Dropping_steps_finds_what_each_one_is_for()
    {
        TeardownExploration found = TeardownExplorer.Explore(_host, _host.Teardown.Plan("vm1"), new ExplorationOptions { Drop = true });

        Assert.True(found.IsComplete);
        Assert.Contains(found.Faults, static f => f.Kind is null && f.Explanation.Contains("the host's own", StringComparison.Ordinal)
            && f.ShortestOrder.All(static s => s.Kind != FreeRootRtts));
    }

    [Fact]
    public void Two_plans_interleave_in_as_many_ways_as_there_are()
    {
        IReadOnlyList<TeardownStep> plan = _host.Teardown.Plan("vm1");
        TeardownExploration found = TeardownExplorer.Explore(
            _host, plan, new ExplorationOptions { Interleave = [.. plan.Where(static s => s.Kind is UnmapProtected or DestroyRtts)] });

        Assert.True(found.IsComplete);
        Assert.Equal(55, (int)found.Orders);
        Assert.Equal(found.Orders, found.SafeOrders);
    }

    [Fact]
    public void A_cancelled_exploration_returns_what_is_known()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        TeardownExploration found = TeardownExplorer.Explore(
            _host, _host.Teardown.Plan("vm1"), context: new OperationContext { Cancellation = source.Token });

        Assert.False(found.IsComplete);
        Assert.Equal(1, found.States);
    }

    private static bool Fails(RealmHost host, List<TeardownStep> order)
    {
        try
        {
            return host.Teardown.Run(order).Any(static r => r.Outcome == TeardownOutcome.Failed);
        }
        catch (HostException e) when (e.Id == FailureId.StepTargetGone)
        {
            return true;
        }
    }

    private static IEnumerable<List<TeardownStep>> Orders(List<TeardownStep> steps)
    {
        if (steps.Count == 0)
        {
            yield return [];
            yield break;
        }

        foreach (TeardownStep first in steps)
        {
            foreach (List<TeardownStep> rest in Orders([.. steps.Where(s => s != first)]))
            {
                yield return [first, .. rest];
            }
        }
    }

    private TeardownExploration Explore() => TeardownExplorer.Explore(_host, _host.Teardown.Plan("vm1"));

    private string State() => string.Join('\n', _host.Granules.List(new GranuleFilter(Detailed: true)));
}
