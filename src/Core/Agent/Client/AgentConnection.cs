using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace RealmTools.Agent;

/// <summary>A byte stream to an agent and back.</summary>
internal sealed class AgentConnection : IDisposable
{
    private const int LongestLastWords = 2000;
    private const int SendBufferSize = 1 << 17;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly Process? _process;
    private readonly StringBuilder _errors = new();
    private readonly ManualResetEventSlim _saidAll = new();

    public AgentConnection(Stream input, Stream output, string name)
    {
        Input = input;
        Output = output;
        Name = name;
    }

    private AgentConnection(Process process, string name)
        : this(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, name)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>What the agent says.</summary>
    public Stream Input { get; }

    /// <summary>Takes requests.</summary>
    public Stream Output { get; }

    /// <summary>The socket below both; null when there is none.</summary>
    public Socket? Socket { get; private init; }

    /// <summary>What messages call the agent.</summary>
    public string Name { get; }

    /// <exception cref="AgentException">Nobody is there, or the program cannot be started.</exception>
    public static AgentConnection Open(AgentAddress address)
    {
        try
        {
            return address.SocketPath is { } path ? OpenSocket(path, address.Name) : Start(address);
        }
        catch (Exception e) when (e is SocketException or Win32Exception or ArgumentException)
        {
            throw new AgentException($"Cannot reach the agent {address}: {e.Message}", e);
        }
    }

    /// <summary>What the program said on its standard error, for a message about its end; empty when nothing.</summary>
    public string LastWords()
    {
        if (_process is not null)
        {
            // The end of the stream may arrive before the words that explain it.
            _saidAll.Wait(s_grace);
        }

        lock (_errors)
        {
            return _errors.ToString().Trim();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(Output);
        if (_process is { } process)
        {
            try
            {
                if (!process.WaitForExit(s_grace))
                    process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
            {
                // It ended by itself.
            }
        }

        Close(Input);
        _process?.Dispose();
    }

    private static AgentConnection OpenSocket(string path, string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        // Some systems give Unix sockets less room than the requests that may be under way.
        socket.SendBufferSize = Math.Max(socket.SendBufferSize, SendBufferSize);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new AgentConnection(stream, stream, name) { Socket = socket };
    }

    private static AgentConnection Start(AgentAddress address)
    {
        var start = new ProcessStartInfo(address.Command[0], address.Command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        return new AgentConnection(Process.Start(start)!, address.Name);
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _saidAll.Set();
            return;
        }

        lock (_errors)
        {
            _errors.AppendLine(line);
            if (_errors.Length > LongestLastWords)
                _errors.Remove(0, _errors.Length - LongestLastWords);
        }
    }

    private static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // What was not sent does not matter any more.
        }
    }
}
