using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class CallPlanTests : IDisposable
{
    private readonly RealmHost _host = Connect(new SimulatedRmm(Small));

    public CallPlanTests() => new Life(_host).Live();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_plan_of_single_calls_takes_the_realm_down_and_the_ledger_follows_each()
    {
        IReadOnlyList<TeardownStep> plan = _host.Teardown.Plan("vm1", granularity: TeardownGranularity.Call);
        Assert.Equal(TeardownStepKind.FreeRootRtts, plan[^1].Kind);
        Assert.All(plan.SkipLast(1), static s => Assert.Equal(TeardownStepKind.Call, s.Kind));

        foreach (TeardownStepResult result in _host.Teardown.Run(plan))
        {
            Assert.True(result.Outcome is TeardownOutcome.Done or TeardownOutcome.Nothing, result.Explanation);

            // While a REC is being destroyed the RMM holds it as PARTIAL.
            Assert.DoesNotContain(Disagreements(_host), static d => !d.Contains("Partial", StringComparison.Ordinal));
        }

        Assert.True(IsClean(_host.Rmm));
        Assert.Empty(_host.Realms.All);
    }

    [Fact]
    public void A_plan_of_steps_makes_exactly_the_calls_of_the_plan_of_calls()
    {
        IReadOnlyList<TeardownStep> plan = _host.Teardown.Plan("vm1", granularity: TeardownGranularity.Call);

        TeardownReport report = _host.Teardown.Remove("vm1");

        Assert.Equal(
            plan.Where(static s => s.Command is not null).CountBy(static s => s.Command!.Value).OrderBy(static c => c.Key).Select(static c => (c.Key, (long)c.Value)),
            report.Calls.OrderBy(static c => c.Command).Select(static c => (c.Command, c.Count)));
    }

    [Fact]
    public void Calls_made_by_hand_are_followed_by_the_ledger()
    {
        const ulong Page = 0x80C0_0000;
        _host.CallRaw(new RmiRegisters(RmiCommand.GranuleRangeDelegate, Page, Page + Granule.Size));
        Assert.Equal(GranuleUse.Delegated, _host.Granules.Find(new PhysicalAddress(Page)).Use);
        _host.CallRaw(new RmiRegisters(RmiCommand.RttCreate, _host.Realms.Get("vm1").Rd.Value, Page, 0x160_0000, 3));
        GranuleRun table = _host.Granules.Find(new PhysicalAddress(Page));
        Assert.Equal((GranuleUse.Rtt, "vm1", new Ipa(0x160_0000u)), (table.Use, table.Realm, table.Ipa!.Value));

        Assert.True(LedgerAudit.Of(_host).IsClean);
        Assert.True(_host.Teardown.Remove("vm1").IsComplete);
        Assert.True(IsClean(_host.Rmm));
    }

    [Fact]
    public void Memory_that_a_vcpu_faults_in_during_tear_down_is_found_to_break_it()
    {
        Realm realm = _host.Realms.Get("vm1");
        IReadOnlyList<TeardownStep> plan = _host.Teardown.Plan("vm1");
        const ulong Page = 0x80C0_0000;
        TeardownStep call = plan[0] with { Kind = TeardownStepKind.Call };
        TeardownStep[] fault =
        [
            call with { Command = RmiCommand.GranuleRangeDelegate, Arguments = [Page, Page + Granule.Size] },
            call with
            {
                Command = RmiCommand.RttDataMap,
                Arguments = [realm.Rd.Value, 0x40_8000, 0x40_9000, 1, new AddressRangeDescriptor(Page, 1).Word],
            },
        ];

        TeardownExploration found = TeardownExplorer.Explore(_host, plan, new ExplorationOptions { Interleave = fault });

        Assert.Equal(55, (int)found.Orders);
        TeardownFault walk = Assert.Single(found.Faults, static f => f.Kind == TeardownStepKind.DestroyRtts);
        Assert.Equal(RmiStatus.ErrorRtt, walk.Result.Status);
        int mapped = walk.ShortestOrder.Select(static s => s.Command).ToList().IndexOf(RmiCommand.RttDataMap);
        int unmapped = walk.ShortestOrder.Select(static s => s.Kind).ToList().IndexOf(TeardownStepKind.UnmapProtected);
        Assert.True(mapped > unmapped, walk.ToString());
    }
}
