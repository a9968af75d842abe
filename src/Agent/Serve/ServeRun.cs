using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>Serves an RMM until the peer leaves or a signal ends it.</summary>
/// <param name="log">Takes what is said about sessions and failures: standard output belongs to the protocol.</param>
internal sealed class ServeRun(TextWriter log)
{
    /// <summary>Whether one peer is served on standard input and output.</summary>
    public bool IsStdio { get; init; }

    /// <summary>The socket; null for none.</summary>
    public string? SocketPath { get; init; }

    /// <summary>The program that is the RMM; empty for the simulator.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>A trace whose header describes the machine to simulate; null for the default one.</summary>
    public string? MachinePath { get; init; }

    /// <summary>Where everything is recorded; null for nowhere.</summary>
    public string? TracePath { get; init; }

    /// <summary>The most peers at a time.</summary>
    public int MaximumSessions { get; init; }

    /// <summary>Serves.</summary>
    /// <returns>The exit status.</returns>
    public int Run()
    {
        try
        {
            IRmm rmm = Program.Count > 0 ? Connect() : new SimulatedRmm(Machine());
            using (rmm as IDisposable)
            using (TraceRecorder? recorder = Record(rmm))
            {
                return Serve(recorder ?? rmm);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TraceFormatException or PlatformNotSupportedException or NotSupportedException or ArgumentException)
        {
            log.WriteLine(e.Message);
            return ExitStatus.Unusable;
        }
    }

    private AgentClient Connect() =>
        AgentClient.Connect(AgentAddress.Exec(Program), new AgentClientOptions
        {
            ConnectTimeout = System.Threading.Timeout.InfiniteTimeSpan,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        });

    private RmmPlatform Machine()
    {
        if (MachinePath is null)
        {
            return RmmPlatform.Default;
        }

        using TraceReader reader = TraceReader.Open(MachinePath);
        while (reader.Read() && reader.Record.Kind is TraceRecordKind.Header or TraceRecordKind.Dram or TraceRecordKind.Device or TraceRecordKind.Features)
        {
            // Up to the first record that does not describe the machine.
        }

        return reader.Platform;
    }

    private TraceRecorder? Record(IRmm rmm)
    {
        if (TracePath is null)
        {
            return null;
        }

        var recorder = new TraceRecorder(rmm);
        recorder.Start(TracePath);
        return recorder;
    }

    private int Serve(IRmm rmm)
    {
        var server = new AgentServer(rmm, new AgentServerOptions { MaximumSessions = MaximumSessions, Log = IsStdio ? null : Tell });
        if (IsStdio)
        {
            ServeStandardStreams(server);
        }
        else
        {
            using AgentListener listener = (SocketPath is null ? AgentListener.FromActivation(server) : AgentListener.Listen(server, SocketPath))
                ?? throw new IOException("Say where to serve: --stdio, --socket PATH, or a socket from systemd.");
            using var signals = new EndSignals(listener.Stop);
            listener.Run();
        }

        if (server.Failure is not { } failure)
        {
            return ExitStatus.Good;
        }

        log.WriteLine(failure.Message);
        return ExitStatus.Failed;
    }

    // The thread that reads cannot be woken; once nothing is being answered the process may end under it.
    private static void ServeStandardStreams(AgentServer server)
    {
        using var done = new ManualResetEventSlim();
        using var signals = new EndSignals(() =>
        {
            server.Stop();
            done.Set();
        });
        var thread = new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            using Stream output = Console.OpenStandardOutput();
            server.Serve(input, output, "standard input");
            done.Set();
        })
        {
            IsBackground = true,
            Name = "session",
        };
        thread.Start();
        done.Wait();
    }

    private void Tell(string line)
    {
        lock (log)
        {
            log.WriteLine(line);
        }
    }
}
