using System.Diagnostics;
using System.Net.Sockets;

namespace RealmTools.Agent;

/// <summary>Lines from a peer, of limited length, out of one buffer.</summary>
/// <param name="stream">The peer.</param>
/// <param name="socket">The socket below the stream; null when it is none.</param>
internal sealed class LineReader(Stream stream, Socket? socket = null)
{
    // A processor that went to sleep takes longer to wake than most answers take to come.
    private static readonly long s_alertness = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 20_000 : 0;

    private readonly byte[] _buffer = new byte[4 * AgentProtocol.MaximumLineLength];
    private int _start;
    private int _end;

    /// <summary>The newest line, without its end; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Takes a line that has arrived already.</summary>
    /// <exception cref="AgentException">The line is too long.</exception>
    public bool TryTake()
    {
        int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length < 0 ? _end - _start > AgentProtocol.MaximumLineLength : length > AgentProtocol.MaximumLineLength)
        {
            throw new AgentException($"a line has more than {AgentProtocol.MaximumLineLength} bytes");
        }

        if (length < 0)
        {
            return false;
        }

        Line = _buffer.AsMemory(_start, length > 0 && _buffer[_start + length - 1] == (byte)'\r' ? length - 1 : length);
        _start += length + 1;
        return true;
    }

    /// <summary>Waits for more to arrive.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool Fill()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_buffer.Length - _end < AgentProtocol.MaximumLineLength)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        WaitAlertly();
        int count = stream.Read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private void WaitAlertly()
    {
        if (socket is null)
        {
            return;
        }

        long end = Stopwatch.GetTimestamp() + s_alertness;
        try
        {
            while (Stopwatch.GetTimestamp() < end && !socket.Poll(0, SelectMode.SelectRead))
            {
                Thread.Yield();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reading will say what is the matter.
        }
    }
}
