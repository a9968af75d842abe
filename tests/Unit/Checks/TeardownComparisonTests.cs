using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Host;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Checks;

public sealed class TeardownComparisonTests
{
    [Fact]
    public void Orders_are_tried_on_copies_and_told_side_by_side()
    {
        using RealmHost host = Connect(new SimulatedRmm(Small));
        new Life(host).Live();
        long held = host.Realms.Get("vm1").GranulesHeld;

        Dictionary<TeardownOrder, TeardownComparison> tried = TeardownComparison
            .Of(host, "vm1", Enum.GetValues<TeardownOrder>())
            .ToDictionary(static c => c.Order);

        Assert.Equal(held, host.Realms.Get("vm1").GranulesHeld);
        Assert.True(tried[TeardownOrder.Default].IsComplete);
        Assert.True(tried[TeardownOrder.Tftf].IsComplete);
        Assert.True(tried[TeardownOrder.TerminateFirst].IsComplete);
        Assert.True(tried[TeardownOrder.Default].Audit.IsClean);

        // Against an RMM that wants TERMINATE first, the orders of before v15 stop at REALM_DESTROY (kvm-host.md §4, S28).
        TeardownComparison v13 = tried[TeardownOrder.KvmV13];
        Assert.Equal(TeardownStepKind.DestroyRealm, v13.FirstFailure?.Step.Kind);
        Assert.Equal(RmiStatus.ErrorRealm, v13.FirstFailure?.Result.Status);
        Assert.True(v13.GranulesOut > 0);

        // Unmapping and walking twice is what the review objected to (§1.15); the split does each once.
        Assert.True(v13.RepeatedCalls > 0);
        Assert.Equal(0, tried[TeardownOrder.KvmV13Refactored].RepeatedCalls);
        Assert.Equal(v13.CallTotal, tried[TeardownOrder.KvmV13Refactored].CallTotal + v13.RepeatedCalls);
    }

    [Fact]
    public void Generations_are_told_side_by_side()
    {
        using RealmHost host = Connect(new SimulatedRmm(Small));
        new Life(host).Live();

        List<TeardownComparison> tried =
        [
            .. TeardownComparison.Of(host, "vm1", [TeardownOrder.KvmV12, TeardownOrder.Default], profiles: [RmiProfile.V10, RmiProfile.V20]),
        ];

        Assert.Equal(["1.0", "1.0", "2.0", "2.0"], tried.Select(static c => c.Profile));

        // The order of v12 is at home in 1.0, where only the root pages are forgotten; under 2.0 nobody has terminated the realm.
        Assert.Null(tried[0].FirstFailure);
        Assert.Equal(8, tried[0].GranulesOut);
        Assert.Equal(TeardownStepKind.DestroyRealm, tried[2].FirstFailure?.Step.Kind);
        Assert.True(tried[1].IsComplete);
        Assert.True(tried[3].IsComplete);
        Assert.True(tried[1].CallTotal > tried[3].CallTotal);
    }

    [Fact]
    public void Costs_are_those_of_the_published_figures()
    {
        TimeSpan cost = CallCost.Published.Of([new CallCount(RmiCommand.GranuleRangeUndelegate, 1800), new CallCount(RmiCommand.RttDestroy, 1800)]);

        Assert.Equal(7988 + 3370, cost.TotalMicroseconds, 0);
    }

    [Fact]
    public void An_rmm_that_cannot_be_copied_says_so()
    {
        using RealmHost host = Connect(new OpaqueRmm(new SimulatedRmm(Small)));
        host.Realms.Create(new RealmRequest("vm1"));

        HostException e = Assert.Throws<HostException>(() => TeardownComparison.Of(host, "vm1", [TeardownOrder.Default]).ToList());

        Assert.Equal(FailureId.NotSimulated, e.Id);
    }

    /// <summary>An RMM of which nothing but calls and memory can be had.</summary>
    private sealed class OpaqueRmm(IRmm inner) : RmmDecorator(inner)
    {
        public override T? As<T>()
            where T : class => this as T;
    }
}
