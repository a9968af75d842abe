using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Host;

/// <summary>Ctrl+C between any two calls: the next command finds a host that knows what it has.</summary>
public sealed class CancellationTests
{
    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void Stopping_a_life_before_any_of_its_calls_leaves_nothing_that_removing_the_realm_does_not_bring_back(string profile)
    {
        long calls = CallsOf(profile, Live);
        for (long stop = 1; stop <= calls; stop++)
        {
            using RealmHost host = Connect(profile);
            Assert.False(Stopped(host, stop, Live) && host.Realms.All.IsEmpty && !HostFixture.IsClean(host.Rmm), $"call {stop}: something is out, and no realm has it");
            Assert.Equal([], HostFixture.Disagreements(host));
            foreach (Realm realm in host.Realms.All)
            {
                Assert.True(host.Teardown.Remove(realm.Name).IsComplete, $"call {stop}: not all came back");
            }

            Assert.True(HostFixture.IsClean(host.Rmm), $"call {stop}: the RMM still has granules");
            Assert.DoesNotContain(host.Granules.List(), run => run.Use is not (GranuleUse.Free or GranuleUse.HostOwned));
        }
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void Stopping_a_teardown_before_any_of_its_calls_leaves_what_resuming_brings_back(string profile)
    {
        using RealmHost model = Connect(profile);
        Live(model, OperationContext.None);
        long before = model.CallCount;
        model.Teardown.Remove("vm1");
        long calls = model.CallCount - before;
        for (long stop = 1; stop <= calls; stop++)
        {
            using RealmHost host = Connect(profile);
            Live(host, OperationContext.None);
            Stopped(host, stop, (h, context) => h.Teardown.Remove("vm1", context));
            Assert.Equal([], HostFixture.Disagreements(host));
            if (host.Realms.TryGet("vm1", out _))
            {
                Assert.True(host.Teardown.Resume("vm1").IsComplete, $"call {stop}: not all came back");
            }

            Assert.True(HostFixture.IsClean(host.Rmm), $"call {stop}: the RMM still has granules");
        }
    }

    private static RealmHost Connect(string profile) => HostFixture.Connect(new SimulatedRmm(HostFixture.SmallFor(profile)));

    private static void Live(RealmHost host, OperationContext context)
    {
        host.Realms.Create(new RealmRequest("vm1"), context);
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x4000_0000), new ByteSize(16 * Granule.Size)), context);
        host.Memory.MapShared("vm1", new SharedMemoryRequest(new Ipa(1ul << 39), new ByteSize(4 * Granule.Size)), context);
        host.Vcpus.Add("vm1", new VcpuRequest(), context);
        host.Realms.Activate("vm1", context);
    }

    private static long CallsOf(string profile, Action<RealmHost, OperationContext> life)
    {
        using RealmHost host = Connect(profile);
        long before = host.CallCount;
        life(host, OperationContext.None);
        return host.CallCount - before;
    }

    /// <summary>Lives until just before a call, counted from 1; true when that stopped it.</summary>
    private static bool Stopped(RealmHost host, long call, Action<RealmHost, OperationContext> life)
    {
        using var stop = new CancellationTokenSource();
        long first = host.CallCount;
        if (call == 1)
            stop.Cancel();
        try
        {
            life(host, new OperationContext
            {
                Cancellation = stop.Token,
                Step = step =>
                {
                    if (step.Sequence + step.Calls - first >= call) stop.Cancel();
                },
            });
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
