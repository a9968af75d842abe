using System.Diagnostics;
using System.Globalization;
using RealmTools.Agent;
using RealmTools.Benchmarks.Scale;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Benchmarks.Traces;

/// <summary>Speed of reading, replaying and recording traces, and of an RMM behind an agent.</summary>
/// <remarks>Rates are by processor time where one thread does the work: on a busy machine they say the same as on an idle one.</remarks>
internal static class TraceFigures
{
    private const int Rounds = 8;

    private static readonly string[] s_agentFolders = ["publish/RealmTools.Agent", "bin/RealmTools.Agent"];
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.5);

    internal static ScaleFigure[] All { get; } =
    [
        new("parse", "at least 300 MB/s", Parse),
        new("replay", "at least 1 million calls a second", Replay),
        new("record-replay", RecordingFigures.Promise, RecordingFigures.Replay),
        new("record-life", RecordingFigures.Promise, RecordingFigures.Life),
        new("record-life-1.0", RecordingFigures.Promise, RecordingFigures.Life10),
        new("record-cheapest", "none: nothing costs less than the cheapest call", RecordingFigures.Cheapest),
        new("agent-pipelined", "at least 400,000 calls a second over a Unix socket", AgentPipelined),
        new("agent-single", "under 40 µs median", AgentSingle),
        new("agent-tree", "within 3× of local", AgentTree),
        new("agent-start", "first answer in under 120 ms", AgentStart),
    ];

    private static string Conversation() => Path.Combine(Checkout(), "tests", "vectors", "bench", "mixed-20k.rmi.gz");

    /// <summary>The checkout that this program was built in.</summary>
    private static string Checkout()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RealmTools.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmarks run from a checkout: RealmTools.slnx was not found above them.");
    }

    internal static byte[] Text()
    {
        using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(Conversation()), System.IO.Compression.CompressionMode.Decompress);
        var text = new MemoryStream();
        gzip.CopyTo(text);
        return text.ToArray();
    }

    private static string Parse()
    {
        byte[] text = Text();
        TimeSpan best = Best(() =>
        {
            using var reader = new TraceReader(new MemoryStream(text), "bench");
            while (reader.Read())
            {
                // Only reading is measured.
            }
        });
        return Say($"{text.Length / best.TotalSeconds / 1e6:0} MB/s");
    }

    private static string Replay()
    {
        byte[] text = Text();
        long calls = 0;
        TimeSpan best = Best(() => calls = Run(text, platform => new SimulatedRmm(platform)));
        return Say($"{calls} calls, {calls / best.TotalSeconds / 1e6:0.00} million a second");
    }

    private static string AgentPipelined() => WithAgent(client =>
    {
        var calls = new RmiRegisters[50_000];
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < calls.Length; i++)
            {
                calls[i] = new RmiRegisters(RmiCommand.Features, (ulong)(i % 5));
            }

            long start = Stopwatch.GetTimestamp();
            client.CallMany(calls);
            best = Math.Max(best, calls.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Say($"{best / 1e3:0},000 calls a second");
    });

    private static string AgentSingle() => WithAgent(client =>
    {
        double[] times = new double[20_000];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                client.Version(0x20000);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        Array.Sort(times);
        return Say($"median {times[times.Length / 2]:0.0} µs, 99 % under {times[times.Length * 99 / 100]:0.0} µs");
    });

    private static string AgentTree()
    {
        const ulong Size = 4ul << 30;
        RmmPlatform platform = RmmPlatform.Default with { Dram = [new MemoryRange(0x8000_0000, Size + (1ul << 30))], Devices = [] };
        using RealmHost local = Large(new SimulatedRmm(platform));
        return WithAgent(
            client =>
            {
                using RealmHost distant = Large(client);
                var times = new List<double>();
                var distantTimes = new List<double>();
                for (int round = 0; round < 2 * Rounds; round++)
                {
                    times.Add(Walk(local));
                    distantTimes.Add(Walk(distant));
                }

                times = [.. times.Skip(Rounds / 2).Order()];
                distantTimes = [.. distantTimes.Skip(Rounds / 2).Order()];
                double median = times[times.Count / 2];
                double distantMedian = distantTimes[distantTimes.Count / 2];
                return Say($"local {median:0} ms, through the agent {distantMedian:0} ms: {distantMedian / median:0.0} times; at best {times[0]:0} and {distantTimes[0]:0} ms");
            },
            new SimulatedRmm(platform));

        static RealmHost Large(IRmm rmm)
        {
            RealmHost host = RealmHost.Connect("bench", rmm);
            host.Realms.Create(new RealmRequest("vm") { IpaBits = 40 });
            host.Memory.MapPrivate("vm", new PrivateMemoryRequest(new Ipa(0), new ByteSize(Size)) { MaximumPageSize = new ByteSize(Granule.Size) });
            return host;
        }

        static double Walk(RealmHost host)
        {
            long start = Stopwatch.GetTimestamp();
            _ = host.Tables.Read("vm").LongCount();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private static string AgentStart()
    {
        string root = Path.Combine(Checkout(), "artifacts");
        string? program = s_agentFolders
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, OperatingSystem.IsWindows() ? "realm-agent.exe" : "realm-agent", SearchOption.AllDirectories))
            .FirstOrDefault(path => path.Contains("release", StringComparison.OrdinalIgnoreCase));
        if (program is null)
        {
            return "not measured: publish src/Agent first";
        }

        TimeSpan best = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using AgentClient client = AgentClient.Connect(AgentAddress.Exec(program, "serve", "--stdio"));
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        return Say($"{best.TotalMilliseconds:0} ms ({(program.Contains("publish", StringComparison.Ordinal) ? "published" : "as built")})");
    }

    private static string WithAgent(Func<AgentClient, string> measure, IRmm? rmm = null)
    {
        string folder = Directory.CreateTempSubdirectory("realmtools-bench-").FullName;
        try
        {
            string path = Path.Combine(folder, "agent.sock");
            using AgentListener listener = AgentListener.Listen(new AgentServer(rmm ?? new SimulatedRmm()), path);
            var thread = new Thread(listener.Run);
            thread.Start();
            using (AgentClient client = AgentClient.Connect(AgentAddress.Unix(path)))
            {
                string result = measure(client);
                listener.Stop();
                thread.Join();
                return result;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static IRmm Boot(IRmm rmm)
    {
        rmm.As<IRmmReset>()!.Reset();
        return rmm;
    }

    internal static long Run(byte[] text, Func<RmmPlatform, IRmm> createTarget)
    {
        using var reader = new TraceReader(new MemoryStream(text), "bench");
        TraceReplayResult result = TraceReplayer.Replay(reader, createTarget);
        return result.IsIdentical ? result.Calls : throw new InvalidOperationException(result.Divergences[0].ToString());
    }

    // The kernel counts processor time in steps of 10 ms: a round takes many of them.
    private static TimeSpan Best(Action work)
    {
        var best = TimeSpan.MaxValue;
        using Process self = Process.GetCurrentProcess();
        work();
        for (int round = 0; round < Rounds; round++)
        {
            self.Refresh();
            TimeSpan start = self.TotalProcessorTime;
            long wall = Stopwatch.GetTimestamp();
            int count = 0;
            do
            {
                work();
                count++;
            }
            while (Stopwatch.GetElapsedTime(wall) < s_round);

            TimeSpan elapsed = Stopwatch.GetElapsedTime(wall);
            self.Refresh();
            TimeSpan used = self.TotalProcessorTime - start;
            best = new[] { best, used / count, elapsed / count }.Min();
        }

        return best;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
