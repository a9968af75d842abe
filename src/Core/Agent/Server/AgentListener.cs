using System.Globalization;
using System.Net.Sockets;

namespace RealmTools.Agent;

/// <summary>Serves an RMM on a Unix socket: to the same user and to root, nobody else.</summary>
public sealed class AgentListener : IDisposable
{
    private const int FirstInheritedDescriptor = 3;
    private const int Backlog = 16;

    private readonly Lock _gate = new();
    private readonly AgentServer _server;
    private readonly Socket _socket;
    private readonly string? _path;
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private int _sessions;
    private long _connections;
    private volatile bool _isStopping;

    private AgentListener(AgentServer server, Socket socket, string? path)
    {
        _server = server;
        _socket = socket;
        _path = path;
    }

    /// <summary>Makes a socket that only its owner may open, and listens on it.</summary>
    /// <param name="server">The agent.</param>
    /// <param name="path">Where; a socket that nobody listens on any more is replaced.</param>
    /// <exception cref="IOException">Something else is there, somebody listens there already, or the socket cannot be made.</exception>
    /// <exception cref="PlatformNotSupportedException">The operating system cannot tell who connects.</exception>
    public static AgentListener Listen(AgentServer server, string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            throw new PlatformNotSupportedException("This system does not tell who opens a Unix socket, so the agent cannot keep strangers out: use --stdio, over SSH if need be.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new IOException($"Cannot listen on {path}: there is no folder {folder}.");
        }

        RemoveStale(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));

            // Nobody can connect before the socket listens, so there is no moment at which it is open to others.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(Backlog);
            return new AgentListener(server, socket, path);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {path}: {e.Message}", e);
        }
    }

    /// <summary>Takes over the socket that systemd listens on.</summary>
    /// <param name="server">The agent.</param>
    /// <returns>Null when this process was not started for a socket.</returns>
    /// <exception cref="IOException">What was handed over is no Unix socket.</exception>
    public static AgentListener? FromActivation(AgentServer server)
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (Environment.GetEnvironmentVariable("LISTEN_PID") != own
            || !int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count < 1)
        {
            return null;
        }

        try
        {
            var socket = new Socket(new SafeSocketHandle(FirstInheritedDescriptor, ownsHandle: true));
            if (socket is { AddressFamily: AddressFamily.Unix, SocketType: SocketType.Stream, IsBound: true })
                return new AgentListener(server, socket, null);
            socket.Dispose();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"The descriptor that systemd handed over cannot be used: {e.Message}", e);
        }

        throw new IOException("The descriptor that systemd handed over is no Unix stream socket: set ListenStream= to a path.");
    }

    /// <summary>Serves whoever connects, each on a thread, until the agent is stopped or its RMM is gone; then waits for the sessions to end.</summary>
    public void Run()
    {
        while (!_isStopping && _server.Failure is null)
        {
            try
            {
                Accept(_socket.Accept());
            }
            catch (SocketException) when (_isStopping)
            {
                break;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.Interrupted or SocketError.TooManyOpenSockets)
            {
                _server.Options.Log?.Invoke($"not accepted: {e.Message}");
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        _server.Stop();
        _idle.Wait();
    }

    /// <summary>Ends the sessions once their current requests are answered, and removes the socket.</summary>
    public void Stop()
    {
        _isStopping = true;
        _socket.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }

        _server.Stop();
    }

    /// <summary>As <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    private static void RemoveStale(string path)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && !File.GetAttributes(path).HasFlag(FileAttributes.Directory) && new FileInfo(path).Length == 0)
        {
            File.Delete(path);
            return;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"{path} is there and is no socket of an agent: choose another path.", e);
        }

        throw new IOException($"An agent listens on {path} already.");
    }

    private void Accept(Socket peer)
    {
        string name = $"session {Interlocked.Increment(ref _connections)}";
        PeerCredentials? credentials = PeerCredentials.Of(peer);
        if (credentials is not { IsTrusted: true })
        {
            _server.Options.Log?.Invoke($"{name}: refused, {credentials?.ToString() ?? "unknown user"} is neither user {PeerCredentials.OwnUserId} nor root");
            using var stream = new NetworkStream(peer, ownsSocket: true);
            new AgentSession(_server, stream, stream).Refuse($"this agent serves user {PeerCredentials.OwnUserId} and root only");
            return;
        }

        lock (_gate)
        {
            _sessions++;
            _idle.Reset();
        }

        new Thread(() => Serve(peer, $"{name} of {credentials}")) { IsBackground = true, Name = name }.Start();
    }

    private void Serve(Socket peer, string name)
    {
        try
        {
            peer.ReceiveTimeout = (int)_server.Options.HelloTimeout.TotalMilliseconds;
            peer.SendTimeout = (int)_server.Options.SendTimeout.TotalMilliseconds;
            using var stream = new NetworkStream(peer, ownsSocket: true);
            var session = new AgentSession(_server, stream, stream, peer, () => peer.ReceiveTimeout = 0);
            _server.Serve(session, name);
            if (_server.Failure is not null)
            {
                Stop();
            }
        }
        finally
        {
            lock (_gate)
            {
                if (--_sessions == 0)
                    _idle.Set();
            }
        }
    }
}
