using FsCheck;
using FsCheck.Fluent;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

public sealed class HostileCallTests
{
    private const int CallsPerSeed = 1500;

    private static Arbitrary<int> Seeds => Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary();

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void After_any_call_the_invariants_hold_and_every_failure_has_a_reason(string profile) =>
        Prop.ForAll(Seeds, seed =>
        {
            var rmm = new SimulatedRmm(PlatformOf(profile));
            var host = new HostileHost(rmm, seed);
            for (int i = 0; i < CallsPerSeed; i++)
            {
                RmiRegisters answer = host.Step();
                RmiDiagnosis diagnosis = rmm.LastDiagnosis;
                bool refused = answer.Result.Status is not (RmiStatus.Success or RmiStatus.Incomplete);
                Assert.True(refused == diagnosis.Reason is not null, $"{answer.Result} with reason '{diagnosis}'");
                if (i % 50 == 0)
                {
                    RmmInvariants.Check(rmm);
                }
            }

            RmmInvariants.Check(rmm);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Sixteen_threads_over_one_simulator_leave_the_invariants_intact()
    {
        var rmm = new SimulatedRmm();
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(seed => new Thread(() => Storm(rmm, seed, failures)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Empty(failures);
        RmmInvariants.Check(rmm);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.0")]
    public void A_fork_and_its_origin_do_not_see_each_others_calls(string profile) =>
        Prop.ForAll(Seeds, seed =>
        {
            var rmm = new SimulatedRmm(PlatformOf(profile));
            var host = new HostileHost(rmm, seed);
            for (int i = 0; i < 400; i++)
            {
                host.Step();
            }

            SimulatedRmm fork = rmm.Fork();
            string before = StateText.Of(fork);
            Assert.Equal(before, StateText.Of(rmm));
            for (int i = 0; i < 400; i++)
            {
                host.Step();
            }

            Assert.Equal(before, StateText.Of(fork));
            string after = StateText.Of(rmm);
            var other = new HostileHost(fork, unchecked(seed + 1));
            for (int i = 0; i < 400; i++)
            {
                other.Step();
            }

            Assert.Equal(after, StateText.Of(rmm));
            RmmInvariants.Check(rmm);
            RmmInvariants.Check(fork);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static RmmPlatform PlatformOf(string profile) => RmmPlatform.DefaultFor(RmiProfile.All.Single(p => p.Name == profile));

    private static void Storm(SimulatedRmm rmm, int seed, System.Collections.Concurrent.ConcurrentQueue<Exception> failures)
    {
        try
        {
            var host = new HostileHost(rmm, seed);
            for (int i = 0; i < 4000; i++)
            {
                host.Step();
            }
        }
#pragma warning disable CA1031 // Whatever escapes a thread is what the test is about.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failures.Enqueue(failure);
        }
    }
}
