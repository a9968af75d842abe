using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>
/// Carries requests and answers: callers on several threads send without waiting for one another, and each takes its answers in turn.
/// </summary>
internal sealed class AgentLink : IDisposable
{
    // How long the requests under way may be. Less than a pipe or socket holds: sending never waits for an agent that itself waits for
    // somebody to read its answers.
    private const int MostUnderWay = 48 << 10;
    private const int LargestGroup = 1024;

    private readonly Lock _sending = new();
    private readonly object _turn = new();
    private readonly AgentConnection _connection;
    private readonly LineReader _lines;
    private readonly TimeSpan _timeout;
    private Timer? _watch;
    private Timer? _hurry;
    private AgentRequests _requests;
    private RmmUnreachableException? _end;
    private volatile Exception? _givenUp;
    private bool _hasBegun;
    private int _underWay;
    private int _waiting;
    private long _nextTicket;
    private long _nextAnswer;
    private long _waitingSince;

    public AgentLink(AgentConnection connection, TimeSpan timeout)
    {
        _connection = connection;
        _lines = new LineReader(connection.Input, connection.Socket);
        _requests = new AgentRequests(connection.Output, RmiProfile.V20);
        _timeout = timeout;
    }

    /// <summary>What messages call the agent.</summary>
    public string Name => _connection.Name;

    /// <summary>Why there is no more conversation; null while there is.</summary>
    public RmmUnreachableException? End => _end;

    /// <summary>Begins the conversation. From here on no answer may take longer than the link's patience.</summary>
    /// <param name="profile">Names the commands.</param>
    public void Begin(RmiProfile profile)
    {
        _requests = new AgentRequests(_connection.Output, profile);
        _hasBegun = true;
        if (_timeout != Timeout.InfiniteTimeSpan)
        {
            TimeSpan period = TimeSpan.FromMilliseconds(Math.Clamp(_timeout.TotalMilliseconds / 4, 10, 1000));
            _watch = new Timer(_ => Watch(), null, period, period);
        }
    }

    /// <summary>Sends requests and hands over their answers.</summary>
    /// <exception cref="RmmUnreachableException">The agent is gone or broke the protocol.</exception>
    public void Run<T>(ref T exchange, int count)
        where T : IAgentExchange, allows ref struct
    {
        // Two groups under way: while one is answered, the other one is on the wire.
        (long Ticket, int Count) first = default;
        (long Ticket, int Count) second = default;
        int sent = 0;
        int taken = 0;
        int largest = Math.Clamp(MostUnderWay / 2 / exchange.Cost, 1, LargestGroup);
        while (taken < count)
        {
            while (sent < count && second.Count == 0)
            {
                int group = Math.Min(count - sent, largest);
                if (!TryReserve(group * exchange.Cost, mustWait: first.Count == 0))
                    break;
                long ticket = Send(ref exchange, sent, group);
                sent += group;
                if (first.Count == 0)
                    first = (ticket, group);
                else
                    second = (ticket, group);
            }

            Take(ref exchange, first.Ticket, taken, first.Count);
            taken += first.Count;
            (first, second) = (second, default);
        }
    }

    /// <summary>Waits for a line, before the conversation has begun.</summary>
    public ReadOnlySpan<byte> ReadLine()
    {
        Volatile.Write(ref _waitingSince, Environment.TickCount64);
        while (!_lines.TryTake())
        {
            if (!_lines.Fill())
                throw new AgentException("the agent ended the conversation");
        }

        Volatile.Write(ref _waitingSince, 0);
        return _lines.Line.Span;
    }

    /// <summary>Sends a line, before the conversation has begun.</summary>
    public void SendLine(string text)
    {
        _requests.Text(text);
        _requests.Flush();
    }

    /// <summary>Ends the conversation because of a failure; everybody who waits is told.</summary>
    /// <returns>What callers are told.</returns>
    public RmmUnreachableException Break(Exception cause)
    {
        lock (_turn)
        {
            if (_end is null)
            {
                _end = new RmmUnreachableException(_connection.Obituary((_givenUp ?? cause).Message, _hasBegun), _givenUp ?? cause);
                Monitor.PulseAll(_turn);
            }
        }

        Dispose();
        return _end;
    }

    /// <summary>Gives up a conversation that has not begun.</summary>
    public void Abandon(Exception cause)
    {
        // The end of the program that carried it is a consequence, not the cause.
        _givenUp = cause;
        _connection.Abandon();
        Break(cause);
    }

    /// <summary>Breaks the conversation if the answer that is being waited for does not come soon.</summary>
    /// <param name="patience">How long it may take from now.</param>
    public void Hurry(TimeSpan patience)
    {
        long asked = Environment.TickCount64;
        var timer = new Timer(_ => BreakIfWaitingSince(asked, patience), null, patience, Timeout.InfiniteTimeSpan);
        Interlocked.Exchange(ref _hurry, timer)?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _hurry?.Dispose();
        lock (_turn)
        {
            _end ??= new RmmUnreachableException($"The connection to the agent {Name} was closed.");
            Monitor.PulseAll(_turn);
        }

        _connection.Dispose();
    }

    // False when too much is under way and the caller has answers to take first.
    private bool TryReserve(int cost, bool mustWait)
    {
        lock (_turn)
        {
            while (true)
            {
                if (_end is { } end)
                    throw new RmmUnreachableException(end.Message, end);
                if (_underWay == 0 || _underWay + cost <= MostUnderWay)
                {
                    _underWay += cost;
                    return true;
                }

                if (!mustWait)
                    return false;
                Wait();
            }
        }
    }

    private long Send<T>(ref T exchange, int start, int count)
        where T : IAgentExchange, allows ref struct
    {
        lock (_sending)
        {
            try
            {
                for (int i = 0; i < count; i++)
                {
                    exchange.Append(start + i, start + count, _requests);
                }

                _requests.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                throw Break(e);
            }

            long ticket = _nextTicket;
            _nextTicket += count;
            return ticket;
        }
    }

    private void Take<T>(ref T exchange, long ticket, int start, int count)
        where T : IAgentExchange, allows ref struct
    {
        lock (_turn)
        {
            while (_nextAnswer != ticket)
            {
                if (_end is { } end)
                    throw new RmmUnreachableException(end.Message, end);
                Wait();
            }
        }

        // It is this thread's turn: nobody else reads.
        try
        {
            for (int i = start; i < start + count;)
            {
                i += exchange.Take(i, start + count, ReadLine());
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Break(e);
        }

        lock (_turn)
        {
            _nextAnswer += count;
            _underWay -= count * exchange.Cost;
            if (_waiting > 0)
                Monitor.PulseAll(_turn);
        }
    }

    private void Wait()
    {
        _waiting++;
        Monitor.Wait(_turn);
        _waiting--;
    }

    // A wait that began just after the hurry is that of the call which nobody could stop any more.
    private void BreakIfWaitingSince(long asked, TimeSpan patience)
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since != 0 && since - asked < patience.TotalMilliseconds / 2)
            Break(AgentException.Silent(patience));
    }

    private void Watch()
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since != 0 && Environment.TickCount64 - since > _timeout.TotalMilliseconds)
            Break(AgentException.Silent(_timeout));
    }
}
