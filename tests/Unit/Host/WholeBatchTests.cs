using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

/// <summary>An RMM elsewhere gets loops over granules as one message: calls after a failed one are made too.</summary>
public sealed class WholeBatchTests
{
    [Theory]
    [InlineData(RmiCommand.GranuleRangeDelegate, RmiStatus.ErrorInput, 1)]
    [InlineData(RmiCommand.GranuleRangeDelegate, RmiStatus.Busy, 3)]
    [InlineData(RmiCommand.GranuleRangeUndelegate, RmiStatus.ErrorInput, 2)]
    [InlineData(RmiCommand.GranuleRangeUndelegate, RmiStatus.Blocked, 1)]
    public void A_failure_inside_a_batch_leaves_a_ledger_that_agrees_with_the_rmm(RmiCommand command, RmiStatus status, int times)
    {
        foreach (int after in (ReadOnlySpan<int>)[5, 30, 100, 500, 560])
        {
            var simulator = new SimulatedRmm(Small);
            var faults = new FaultInjector(simulator);
            using RealmHost host = Connect(new MuteRmm(faults));
            faults.Add(new FaultRequest { Command = command, After = after, Times = times, Result = RmiResult.From(status) });
            var life = new Life(host);
            life.Live();
            Assert.Empty(Disagreements(host, simulator));

            life.End();
            host.Granules.Reclaim();

            Assert.Empty(Disagreements(host, simulator));
            Assert.Empty(host.Realms.All);
            Assert.True(IsClean(simulator));
        }
    }

    /// <summary>An RMM of which nothing but calls and memory can be had.</summary>
    private sealed class MuteRmm(IRmm inner) : RmmDecorator(inner)
    {
        public override void CallMany(Span<RmiRegisters> calls) => Inner.CallMany(calls);

        public override T? As<T>()
            where T : class => this as T;
    }
}
