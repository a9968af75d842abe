using System.Net.Sockets;
using System.Text;
using RealmTools.Agent;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Agent;

public sealed class AgentListenerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-agent-").FullName;
    private readonly List<string> _log = [];

    private string SocketPath => Path.Combine(_folder, "agent.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [UnixFact]
    public async Task Client_is_served_over_a_socket_that_only_its_owner_can_open()
    {
        await using Running agent = Run();
#pragma warning disable CA1416 // Runs where there are Unix sockets.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
#pragma warning restore CA1416

        using AgentClient one = Connect();
        using AgentClient two = Connect();

        Assert.True(one.Version(0x20000).Result.IsSuccess);
        one.Call(RmiCommand.RmmActivate);
        Assert.Equal(RmiStatus.ErrorGlobal, two.Call(RmiCommand.RmmActivate).Result.Status);
    }

    [UnixFact]
    public async Task Stopping_answers_and_removes_the_socket()
    {
        Running agent = Run();
        using AgentClient client = Connect();
        client.Version(0x20000);

        await agent.DisposeAsync();

        Assert.False(File.Exists(SocketPath));
        Assert.Throws<RmmUnreachableException>(() => client.Version(0x20000));
    }

    [UnixFact]
    public void Request_that_is_being_performed_is_answered_before_the_end()
    {
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var rmm = new Trace.ScriptedRmm
        {
            Answer = r =>
            {
                entered.Set();
                goOn.Wait(s_patience);
                return new RmiRegisters(0ul, 42);
            },
        };
        Running agent = Run(rmm);
        using AgentClient client = Connect();
        Task<RmiRegisters> call = Task.Run(() => client.Call(RmiCommand.Features));
        entered.Wait(s_patience);

        Task stop = Task.Run(agent.Listener.Stop);
        goOn.Set();

        Assert.True(Task.WaitAll([call, stop, agent.Task], s_patience));
        Assert.Equal(42ul, call.Result.X1);
    }

    [UnixFact]
    public async Task Socket_that_nobody_listens_on_is_replaced_and_one_in_use_is_not()
    {
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(SocketPath));
        }

        File.Exists(SocketPath);
        await using Running agent = Run();
        using AgentClient client = Connect();

        Assert.Contains("listens on", Assert.Throws<IOException>(() => AgentListener.Listen(new AgentServer(new SimulatedRmm()), SocketPath)).Message, StringComparison.Ordinal);
        Assert.True(client.Version(0x20000).Result.IsSuccess);
    }

    [UnixFact]
    public void What_is_no_socket_is_left_alone()
    {
        File.WriteAllText(SocketPath, "precious");

        Assert.Contains("is no socket", Assert.Throws<IOException>(() => AgentListener.Listen(new AgentServer(new SimulatedRmm()), SocketPath)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(SocketPath));
        Assert.Throws<IOException>(() => AgentListener.Listen(new AgentServer(new SimulatedRmm()), _folder));
        Assert.Contains(
            "there is no folder", Assert.Throws<IOException>(() => AgentListener.Listen(new AgentServer(new SimulatedRmm()), Path.Combine(_folder, "no", "x"))).Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Peer_beyond_the_limit_is_told_so()
    {
        await using Running agent = Run(options: new AgentServerOptions { MaximumSessions = 1, Log = Log });
        using (AgentClient first = Connect())
        {
            Assert.Contains("which is all it takes", Assert.Throws<RmmUnreachableException>(Connect).Message, StringComparison.Ordinal);
            Assert.True(first.Version(0x20000).Result.IsSuccess);
        }
    }

    [UnixFact]
    public async Task Peer_that_does_not_greet_is_dropped_and_stalls_nobody()
    {
        await using Running agent = Run(options: new AgentServerOptions { HelloTimeout = TimeSpan.FromMilliseconds(50), Log = Log });
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Connect(new UnixDomainSocketEndPoint(SocketPath));
        using AgentClient client = Connect();

        Assert.True(client.Version(0x20000).Result.IsSuccess);
        silent.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        Assert.Equal(0, silent.Receive(new byte[1]));
    }

    [UnixFact]
    public async Task Client_that_dies_in_the_middle_of_a_line_leaves_the_others_alone()
    {
        await using Running agent = Run();
        using AgentClient client = Connect();
        for (int i = 0; i < 20; i++)
        {
            using var dying = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            dying.Connect(new UnixDomainSocketEndPoint(SocketPath));
            dying.Send(Encoding.UTF8.GetBytes("hello 1\ncall VERSION 20000\ncall RMM_CON"));
        }

        Assert.True(client.Version(0x20000).Result.IsSuccess);
    }

    [UnixFact]
    public async Task Peer_that_never_reads_stalls_nobody()
    {
        await using Running agent = Run(options: new AgentServerOptions { SendTimeout = TimeSpan.FromMilliseconds(200), Log = Log });
        using var greedy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        greedy.Connect(new UnixDomainSocketEndPoint(SocketPath));
        greedy.SendTimeout = 100;
        byte[] requests = Encoding.UTF8.GetBytes("hello 1\n" + string.Concat(Enumerable.Repeat("r64 80000000 200\n", 100)));
        try
        {
            for (int i = 0; i < 10_000; i++)
            {
                greedy.Send(i == 0 ? requests : requests[8..]);
            }

            Assert.Fail("An agent that takes requests without end keeps their answers somewhere.");
        }
        catch (SocketException)
        {
            // The agent does not take requests whose answers nobody reads.
        }

        using AgentClient client = Connect();
        Assert.True(client.Version(0x20000).Result.IsSuccess);
    }

    [Fact]
    public void Trusted_are_the_same_user_and_root()
    {
        Assert.True(new PeerCredentials(0).IsTrusted);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(new PeerCredentials(PeerCredentials.OwnUserId).IsTrusted);
            Assert.False(new PeerCredentials(PeerCredentials.OwnUserId + 1234).IsTrusted);
        }
    }

    private AgentClient Connect() => AgentClient.Connect(AgentAddress.Unix(SocketPath));

    private void Log(string line)
    {
        lock (_log)
        {
            _log.Add(line);
        }
    }

    private Running Run(IRmm? rmm = null, AgentServerOptions? options = null) =>
        new(AgentListener.Listen(new AgentServer(rmm ?? new SimulatedRmm(), options ?? new AgentServerOptions { Log = Log }), SocketPath));

    private sealed class Running : IAsyncDisposable
    {
        public Running(AgentListener listener)
        {
            Listener = listener;
            Task = Task.Factory.StartNew(listener.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public AgentListener Listener { get; }

        public Task Task { get; }

        public async ValueTask DisposeAsync()
        {
            Listener.Stop();
            await Task.WaitAsync(s_patience);
            Listener.Dispose();
        }
    }
}
