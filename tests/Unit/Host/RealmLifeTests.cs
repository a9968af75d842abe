using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class RealmLifeTests
{
    [Fact]
    public void A_whole_life_leaves_every_granule_non_secure()
    {
        using RealmHost host = Connect();
        long free = host.Granules.Free;
        host.Realms.Create(new RealmRequest("vm1"));
        using var content = new MemoryContent(new MemoryStream(new byte[10_000]), 10_000, "image");
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("64MB")) { Content = content, Measure = true });
        Ipa shared = new(1ul << 39);
        host.Memory.MapShared("vm1", new SharedMemoryRequest(shared, Size("4MB")));
        host.Vcpus.Add("vm1", new VcpuRequest { EntryPoint = Base });
        host.Vcpus.Add("vm1", new VcpuRequest());
        host.Realms.Activate("vm1");
        RecExit exit = host.Vcpus.Enter("vm1", 0);
        Assert.Equal(RecExitReason.Fiq, exit.Reason);
        Assert.Empty(Disagreements(host));

        TeardownReport report = host.Teardown.Remove("vm1");

        Assert.True(report.IsComplete, string.Join("\n", report.Steps.Select(s => $"{s} {s.Explanation}")));
        Assert.True(IsClean(host.Rmm));
        Assert.Equal(free, host.Granules.Free);
        Assert.Empty(host.Realms.All);
    }

    [Theory]
    [InlineData(TeardownStepKind.UndelegateRd)]
    [InlineData(TeardownStepKind.UndelegateRootRtts)]
    [InlineData(TeardownStepKind.DestroyRealm)]
    public void A_tear_down_that_was_begun_by_hand_is_finished_by_Remove(TeardownStepKind last)
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        foreach (TeardownStep step in host.Teardown.Plan("vm1"))
        {
            Assert.NotEqual(TeardownOutcome.Failed, host.Teardown.Run(step).Outcome);
            if (step.Kind == last) break;
        }

        TeardownReport report = host.Teardown.Remove("vm1");

        Assert.True(report.IsComplete);
        Assert.True(IsClean(host.Rmm));
        Assert.Empty(host.Realms.All);
    }
}
