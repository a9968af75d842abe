using System.Diagnostics;
using System.Globalization;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Benchmarks.Scale;

/// <summary>Size, time and memory of big things.</summary>
internal static class ScaleFigures
{
    private const ulong GiB = 1ul << 30;
    private const ulong BankBase = 0x8000_0000;

    internal static ScaleFigure[] All { get; } =
    [
        new("idle-1TiB", "under 64 MiB until used", IdleHost),
        new("fork-1GiB", "under 1 ms, no copy of untouched tables", Fork),
        new("life-16GiB", "under 2 s and 300 MiB", () => Life(16)),
        new("life-256GiB", "under 8 s and 1 GiB", () => Life(256)),
        new("teardown-64GiB", "tear-down under 2 s", () => Life(64)),
        new("teardown-v12", "above 4 million RMI calls a second", TeardownV12),
        new("explore", "100,000 states a second, 9! orders under 10 s", Explore),
    ];

    private static string IdleHost()
    {
        using RealmHost host = Connect(1024 * GiB);
        return Text($"a host of 1 TiB connected, peak memory {PeakMemory()}");
    }

    private static string Fork()
    {
        using RealmHost host = Connect(2 * GiB);
        Map(host, GiB);
        var rmm = (SimulatedRmm)host.Rmm;
        const int Forks = 2000;
        for (int i = 0; i < Forks; i++)
        {
            rmm.Fork();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Forks; i++)
        {
            rmm.Fork();
        }

        TimeSpan each = Stopwatch.GetElapsedTime(start) / Forks;
        return Text($"a fork of a simulator with a 1 GiB realm takes {each.TotalMicroseconds:0.0} µs and {(GC.GetAllocatedBytesForCurrentThread() - before) / Forks} bytes");
    }

    /// <summary>Every order of the default plan, going on after failures: the most states that the plan can lead to.</summary>
    private static string Explore()
    {
        const int Rounds = 40;
        using RealmHost host = Connect(GiB / 2);
        Map(host, 16 * Granule.Size);
        host.Vcpus.Add("vm", new VcpuRequest());
        host.Realms.Activate("vm");
        IReadOnlyList<TeardownStep> plan = host.Teardown.Plan("vm");
        var goingOn = new ExplorationOptions { ContinueOnRmiError = true };
        TeardownExploration first = TeardownExplorer.Explore(host, plan, goingOn);
        TeardownExploration best = first;
        for (int i = 0; i < Rounds; i++)
        {
            TeardownExploration next = TeardownExplorer.Explore(host, plan, goingOn);
            best = next.Elapsed < best.Elapsed ? next : best;
        }

        return Text($"{first.Orders:n0} orders, {first.States:n0} states, {first.Visits:n0} visits in {first.Elapsed.TotalMilliseconds:0} ms the first time, {best.VisitsPerSecond:n0} visits a second warm");
    }

    private static string Life(ulong gibibytes)
    {
        using RealmHost host = Connect((gibibytes + (gibibytes / 128) + 1) * GiB);
        long start = Stopwatch.GetTimestamp();
        Map(host, gibibytes * GiB);
        TimeSpan mapped = Stopwatch.GetElapsedTime(start);
        long entries = host.Tables.Read("vm").LongCount();
        TimeSpan walked = Stopwatch.GetElapsedTime(start) - mapped;
        TeardownReport report = host.Teardown.Remove("vm");
        TimeSpan total = Stopwatch.GetElapsedTime(start);
        TimeSpan removed = total - mapped - walked;
        return Text($"map {mapped.TotalSeconds:0.00} s, walk {walked.TotalSeconds:0.00} s, tear down {removed.TotalSeconds:0.00} s, all {total.TotalSeconds:0.00} s, {host.CallCount:n0} calls, {entries} runs, {report}, peak memory {PeakMemory()}");
    }

    /// <summary>The order of the kernel series v12 under RMI 1.0: a call for each page that is destroyed and one for each that is undelegated.</summary>
    private static string TeardownV12()
    {
        const ulong Gibibytes = 4;
        using RealmHost host = Connect((Gibibytes + 1) * GiB, RmmPlatform.DefaultV10);
        Map(host, Gibibytes * GiB);
        IReadOnlyList<TeardownStep> plan = host.Teardown.Plan("vm", TeardownOrder.KvmV12);
        long calls = host.CallCount;
        long start = Stopwatch.GetTimestamp();
        int failed = host.Teardown.Run(plan).Count(static result => result.Outcome == TeardownOutcome.Failed);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        calls = host.CallCount - calls;
        return Text($"{Gibibytes} GiB in pages of 4 KiB, {calls:n0} calls in {elapsed.TotalSeconds:0.00} s, {calls / elapsed.TotalSeconds / 1e6:0.0} million a second, {failed} steps failed");
    }

    private static RealmHost Connect(ulong dram, RmmPlatform? machine = null)
    {
        RmmPlatform platform = (machine ?? RmmPlatform.Default) with { Dram = [new MemoryRange(BankBase, dram)] };
        return RealmHost.Connect("bench", new SimulatedRmm(platform));
    }

    private static void Map(RealmHost host, ulong size)
    {
        host.Realms.Create(new RealmRequest("vm") { IpaBits = 40 });
        host.Memory.MapPrivate("vm", new PrivateMemoryRequest(new Ipa(0), new ByteSize(size)) { MaximumPageSize = new ByteSize(Granule.Size) });
    }

    private static ByteSize PeakMemory()
    {
        using Process self = Process.GetCurrentProcess();
        return new ByteSize(self.PeakWorkingSet64);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
