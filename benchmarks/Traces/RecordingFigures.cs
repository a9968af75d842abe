using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Benchmarks.Traces;

/// <summary>What recording into a file costs the conversation: the same work with and without, in turns.</summary>
/// <remarks>
/// Both sides are what the module has between a host and its simulator; one of them records. The time is that of the thread that makes
/// the calls, as its processor counts it, so that other programs matter little; where the system does not tell, that of the clock. How
/// long it takes until the file has everything is said too, and what a row of rounds takes whose text nobody waits for.
/// </remarks>
internal static partial class RecordingFigures
{
    internal const string Promise = "under 15 % of simulator speed";

    private const int Rounds = 150;
    private const int WarmUps = 30;
    private const int InARow = 40;
    private const int Rows = 4;
    private const int CheapCalls = 50_000;
    private const int ThreadClock = 3;

    internal static string Replay()
    {
        byte[] text = TraceFigures.Text();
        return Measure(RmmPlatform.Default, rmm => TraceFigures.Run(text, _ => TraceFigures.Boot(rmm)));
    }

    internal static string Life() => Measure(RmmPlatform.Default, rmm => Live(rmm, TeardownOrder.Default));

    internal static string Life10() => Measure(RmmPlatform.DefaultV10, rmm => Live(rmm, TeardownOrder.KvmV12));

    internal static string Cheapest() => Measure(RmmPlatform.Default, rmm =>
    {
        for (int i = 0; i < CheapCalls; i++)
        {
            rmm.Version(0x20000);
        }

        return CheapCalls;
    });

    // 64 MiB mapped page by page and torn down: a host's work, without the shell above it.
    private static long Live(IRmm rmm, TeardownOrder order)
    {
        TraceFigures.Boot(rmm);
        using RealmHost host = RealmHost.Connect("bench", rmm);
        host.Realms.Create(new RealmRequest("vm") { IpaBits = 40 });
        host.Memory.MapPrivate("vm", new PrivateMemoryRequest(new Ipa(0), new ByteSize(64ul << 20)) { MaximumPageSize = new ByteSize(Granule.Size) });
        foreach (TeardownStepResult step in host.Teardown.Run(host.Teardown.Plan("vm", order)))
        {
            if (step.Failure is not null)
                throw new InvalidOperationException(step.ToString());
        }

        return host.CallCount;
    }

    private static string Measure(RmmPlatform platform, Func<IRmm, long> work)
    {
        string path = Path.GetTempFileName();
        try
        {
            IRmm plain = Stack(platform);
            using TraceRecorder recorder = Stack(platform);
            TraceRecording recording = recorder.Start(path);
            var without = new List<double>();
            var with = new List<double>();
            var until = new List<double>();
            long calls = 0;
            for (int round = 0; round < WarmUps + Rounds; round++)
            {
                if (round == WarmUps)
                {
                    foreach (List<double> times in new[] { without, with, until })
                    {
                        times.Clear();
                    }
                }

                without.Add(Time(() => calls = work(plain)));
                long start = Stopwatch.GetTimestamp();
                with.Add(Time(() => work(recorder)));
                _ = recording.Records;
                until.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (round % WarmUps == WarmUps - 1)
                {
                    // The file starts again, and is not the disk's to keep.
                    recorder.Stop();
                    recording = recorder.Start(path);
                }
            }

            double plainRow = double.MaxValue;
            double recordedRow = double.MaxValue;
            for (int round = 0; round < Rows; round++)
            {
                plainRow = Math.Min(plainRow, Row(work, plain));
                recordedRow = Math.Min(recordedRow, Row(work, recorder));
                _ = recording.Records;
            }

            double more = Median(with) - Median(without);
            return string.Create(CultureInfo.InvariantCulture,
                $"{Median(without):0.00} ms, recorded {Median(with):0.00} ms: {more / Median(without) * 100:0} % more, {more / calls * 1e6:0.0} ns a call; in the file after {Median(until):0.00} ms; in a row {(recordedRow / plainRow - 1) * 100:0} % more");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TraceRecorder Stack(RmmPlatform platform)
    {
        var recorder = new TraceRecorder(new FaultInjector(new SimulatedRmm(platform)));

        // Until more was said than a recorder remembers.
        for (int i = 0; i < 5000; i++)
        {
            recorder.Version(0x20000);
        }

        return recorder;
    }

    private static double Row(Func<IRmm, long> work, IRmm rmm)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < InARow; i++)
        {
            work(rmm);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Time(Action work)
    {
        double start = Now();
        work();
        return Now() - start;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static double Now() =>
        OperatingSystem.IsLinux() && GetTime(ThreadClock, out TimeSpec time) == 0
            ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6)
            : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
