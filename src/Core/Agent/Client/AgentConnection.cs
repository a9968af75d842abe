using System.ComponentModel;
using System.Net.Sockets;

namespace RealmTools.Agent;

/// <summary>A byte stream to an agent and back.</summary>
internal sealed class AgentConnection : IDisposable
{
    private const int SendBufferSize = 1 << 17;

    // Source: ssh(1), EXIT STATUS, and the shell's status for a command that was not found.
    private const int SshFailed = 255;
    private const int CommandNotFound = 127;

    private readonly AgentProcess? _process;
    private readonly AgentAddress? _address;

    public AgentConnection(Stream input, Stream output, string name)
    {
        Input = input;
        Output = output;
        Name = name;
    }

    private AgentConnection(AgentProcess process, AgentAddress address)
        : this(process.Input, process.Output, address.Name) => (_process, _address) = (process, address);

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
            return address.SocketPath is { } path ? OpenSocket(path, address.Name) : new AgentConnection(AgentProcess.Start(address.Command), address);
        }
        catch (Exception e) when (e is SocketException or Win32Exception or ArgumentException or AgentException)
        {
            throw new AgentException($"Cannot reach the agent {address}: {e.Message}", e);
        }
    }

    /// <summary>Ends a program that was started for the conversation at once: there is none yet.</summary>
    public void Abandon() => _process?.End();

    /// <summary>Why there is no conversation, or no more: in the words of the program that carried it, where there is one.</summary>
    /// <param name="cause">What was seen from here.</param>
    /// <param name="hasBegun">Whether there was a conversation.</param>
    public string Obituary(string cause, bool hasBegun)
    {
        string words = string.Join('\n', (_process?.LastWords() ?? string.Empty).Split('\n').Select(Plain).Where(static line => line.Length > 0));
        if (!hasBegun && words.Length > 0 && _address?.SshHost is { } host)
        {
            switch (_process!.ExitCode())
            {
                case SshFailed:
                    return $"ssh did not connect to {host}: {words}";
                case CommandNotFound when _address.RemoteCommand is { } command:
                    return $"{host} was reached, but could not start '{command}': {words}";
            }
        }

        string what = hasBegun ? $"The agent {Name} is gone" : $"There is no agent at {Name}";
        return $"{what}: {cause.TrimEnd('.')}.{(words.Length == 0 ? string.Empty : $" It said: {words}")}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(Output);
        _process?.Dispose();
        Close(Input);
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

    // Warnings of ssh stand in a box of @.
    private static string Plain(string line) => line.Trim() is ['@', .., '@'] boxed ? boxed.Trim('@', ' ') : line.Trim();

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
