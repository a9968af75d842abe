using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>An RMM behind an agent. Source: docs/agent-protocol.md.</summary>
/// <remarks>
/// Calls of several threads are under way at the same time, and so are those of one <see cref="CallMany(Span{RmiRegisters})"/>. Once
/// the agent is gone every call fails with <see cref="RmmUnreachableException"/>.
/// </remarks>
public sealed class AgentClient : IRmm, IRmmDiagnostics, IRealmScript, IRmmReset, IReasonedBatch, IRmmPatience, IDisposable
{
    private readonly AgentLink _link;
    private readonly AgentClientOptions _options;
    private readonly HashSet<string> _abilities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RmiReason> _reasons = new(StringComparer.Ordinal);
    private readonly bool _usesAgain;
    private readonly bool _takesRuns;
    private volatile string? _lastComment;

    private AgentClient(AgentAddress? address, AgentConnection connection, AgentClientOptions options, CancellationToken cancellation)
    {
        Address = address;
        _options = options;
        _link = new AgentLink(connection, options.Timeout);
        try
        {
            Platform = Hello(options.ConnectTimeout, cancellation);
            _link.Begin(Platform.Profile);
            _usesAgain = _abilities.Contains(AgentProtocol.Again);
            _takesRuns = _usesAgain && _abilities.Contains(AgentProtocol.Runs);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or TraceFormatException)
        {
            RmmUnreachableException end = _link.Break(e);
            cancellation.ThrowIfCancellationRequested();
            throw end;
        }
    }

    /// <inheritdoc/>
    public RmmPlatform Platform { get; }

    /// <summary>Where the agent is; null for one that was reached over given streams.</summary>
    public AgentAddress? Address { get; }

    /// <summary>What messages call the agent.</summary>
    public string Name => _link.Name;

    /// <summary>What the agent can do beyond calls and memory: words of <see cref="AgentProtocol"/>.</summary>
    public IReadOnlySet<string> Abilities => _abilities;

    /// <summary>Whether the agent answers, as far as is known without asking.</summary>
    public bool IsConnected => _link.End is null;

    /// <inheritdoc/>
    public RmiDiagnosis LastDiagnosis => _lastComment is { } comment ? WireDiagnosis.Parse(Encoding.UTF8.GetBytes(comment), FindReason) : default;

    /// <summary>Connects to an agent.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="options">How to speak to it; null for the default.</param>
    /// <param name="cancellation">Gives up connecting; of no consequence afterwards.</param>
    /// <exception cref="IOException">Nobody is there, or what is there speaks no version of the protocol that this client speaks.</exception>
    /// <exception cref="OperationCanceledException">Connecting was cancelled.</exception>
    public static AgentClient Connect(AgentAddress address, AgentClientOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        cancellation.ThrowIfCancellationRequested();
        return new AgentClient(address, AgentConnection.Open(address), options ?? AgentClientOptions.Default, cancellation);
    }

    /// <summary>Speaks to an agent over streams.</summary>
    /// <param name="input">What the agent says; disposed with the client.</param>
    /// <param name="output">Takes requests; disposed with the client.</param>
    /// <param name="name">What messages call the agent.</param>
    /// <param name="options">How to speak to it; null for the default.</param>
    /// <exception cref="IOException">The agent speaks no version of the protocol that this client speaks.</exception>
    public static AgentClient Connect(Stream input, Stream output, string name, AgentClientOptions? options = null) =>
        new(address: null, new AgentConnection(input, output, name), options ?? AgentClientOptions.Default, CancellationToken.None);

    /// <inheritdoc/>
    public void Call(ref RmiRegisters registers)
    {
        string? comment = null;
        var exchange = new CallExchange(new Span<RmiRegisters>(ref registers), new Span<string?>(ref comment), usesAgain: false, takesRuns: false);
        _link.Run(ref exchange, 1);
        _lastComment = comment;
    }

    /// <inheritdoc/>
    public void CallMany(Span<RmiRegisters> calls)
    {
        var exchange = new CallExchange(calls, default, _usesAgain, _takesRuns);
        _link.Run(ref exchange, calls.Length);
        _lastComment = null;
    }

    /// <inheritdoc/>
    public void ReadMemory(ulong address, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        int lead = (int)(address % sizeof(ulong));
        int count = (lead + destination.Length + sizeof(ulong) - 1) / sizeof(ulong);
        ulong[] words = new ulong[count];
        var exchange = new ReadExchange(address - (ulong)lead, words);
        _link.Run(ref exchange, exchange.Requests);
        if (exchange.Fault is { } fault)
            throw new GranuleProtectionFaultException(fault);
        MemoryMarshal.AsBytes(words.AsSpan()).Slice(lead, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return;
        var exchange = new WriteExchange(address, source);
        _link.Run(ref exchange, exchange.Requests);
        if (exchange.Fault is { } fault)
            throw new GranuleProtectionFaultException(fault);
    }

    /// <inheritdoc/>
    public void FillMemory(ulong address, ulong length, byte value)
    {
        byte[] answer = Ask(string.Create(CultureInfo.InvariantCulture, $"fill {address:x} {length:x} {value:x}"));
        if (Understand(answer, static text => AgentAnswer.IsFault(text, out ulong at) ? at : (ulong?)null) is { } fault)
            throw new GranuleProtectionFaultException(fault);
        Check(answer);
    }

    /// <inheritdoc/>
    public bool TryGetGranule(ulong address, out GranuleView view) => TryGetGranuleRun(address, out view, out _);

    /// <inheritdoc/>
    public bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top)
    {
        (view, top) = (default, 0);
        byte[] answer = Ask($"granule {address:x}");
        if (AgentAnswer.IsNone(answer))
            return false;
        string[] words = Check(answer).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !GranuleStateNames.TryParse(words[0], out GranuleState state))
            throw _link.Break(AgentAnswer.Unexpected(answer));
        ulong[] numbers = Numbers(words.Skip(1), answer);
        view = new GranuleView(state, numbers.Length > 0 ? unchecked((int)numbers[0]) : 0, numbers.Length > 1 ? numbers[1] : 0);
        top = numbers.Length > 2 ? numbers[2] : Granule.AlignDown(address) + Granule.Size;
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length)
    {
        length = 0;
        byte[] answer = Ask($"measurement {rd:x} {slot:x}");
        if (AgentAnswer.IsNone(answer))
            return false;
        return Convert.FromHexString(Check(answer), destination, out _, out length) == System.Buffers.OperationStatus.Done
            ? true
            : throw _link.Break(AgentAnswer.Unexpected(answer));
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        var text = new MemoryStream();
        using (var writer = new TraceWriter(text))
        {
            writer.WriteRealmAction(action);
        }

        Check(Ask(Encoding.UTF8.GetString(text.ToArray()).TrimEnd('\n')));
    }

    /// <inheritdoc/>
    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result)
    {
        result = null;
        byte[] answer = Ask("rsi");
        if (AgentAnswer.IsNone(answer))
            return false;
        ulong[] words = new ulong[RealmAction.MaximumRegisters + 1];
        ulong[] given = Numbers(Check(answer).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(words.Length), answer);
        given.CopyTo(words, 0);
        result = new RealmSmcResult(words[0], [.. words[1..]]);
        return true;
    }

    /// <inheritdoc/>
    public void Reset() => Check(Ask("boot"));

    /// <inheritdoc/>
    public void Hurry(TimeSpan patience) => _link.Hurry(patience);

    /// <summary>This client as another interface, if the agent has what it takes.</summary>
    public T? As<T>()
        where T : class
    {
        string? needed = typeof(T) == typeof(IRmmDiagnostics) ? AgentProtocol.Views
            : typeof(T) == typeof(IRealmScript) ? AgentProtocol.Script
            : typeof(T) == typeof(IRmmReset) ? AgentProtocol.Boot
            : null;
        return needed is null || _abilities.Contains(needed) ? this as T : null;
    }

    /// <summary>Ends the conversation; a program that was started for it is ended too.</summary>
    public void Dispose() => _link.Dispose();

    bool IReasonedBatch.IsOneMessage => true;

    void IReasonedBatch.CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        string?[] comments = new string?[calls.Length];
        try
        {
            var exchange = new CallExchange(calls, comments, _usesAgain, _takesRuns);
            _link.Run(ref exchange, calls.Length);
        }
        finally
        {
            for (int i = 0; i < comments.Length; i++)
            {
                diagnoses[i] = comments[i] is { } comment && IsConnected ? WireDiagnosis.Parse(Encoding.UTF8.GetBytes(comment), FindReason) : default;
            }
        }
    }

    private RmmPlatform Hello(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience);
        using CancellationTokenRegistration cancelled = cancellation.Register(() => _link.Abandon(new OperationCanceledException(cancellation)));
        using CancellationTokenRegistration late = limit.Token.Register(() => _link.Abandon(AgentException.Silent(patience)));
        RmmPlatform platform = Hello();
        return _link.End is { } end ? throw end : platform;
    }

    private RmmPlatform Hello()
    {
        try
        {
            _link.SendLine($"hello {AgentProtocol.Version}");
        }
        catch (IOException)
        {
            // An agent that takes no more peers does not wait for their greeting. What it said about it can still be read.
        }

        var header = new StringBuilder();
        while (true)
        {
            string line = Encoding.UTF8.GetString(_link.ReadLine());
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length < 2 || words[1] != AgentProtocol.Version.ToString(CultureInfo.InvariantCulture))
                    throw new AgentException($"it answers hello with '{line}', not with version {AgentProtocol.Version} of the protocol");
                _abilities.UnionWith(words[2..]);
                break;
            }

            if (line.StartsWith("error ", StringComparison.Ordinal))
                throw AgentAnswer.Unexpected(Encoding.UTF8.GetBytes(line));
            if (header.Length + line.Length > AgentProtocol.MaximumLineLength)
                throw new AgentException("it does not finish its greeting");
            header.Append(line).Append('\n');
        }

        using var reader = new TraceReader(new MemoryStream(Encoding.UTF8.GetBytes(header.ToString())), "its greeting");
        while (reader.Read())
        {
            // The records describe the machine.
        }

        return reader.Platform;
    }

    private byte[] Ask(string request)
    {
        var exchange = new TextExchange(request);
        _link.Run(ref exchange, 1);
        return exchange.Answer;
    }

    private string Check(byte[] answer)
    {
        if (answer.AsSpan().StartsWith("refused "u8))
            throw new NotSupportedException(Encoding.UTF8.GetString(answer.AsSpan(8)));
        return Understand(answer, static text => AgentAnswer.Text(text));
    }

    // An answer that means nothing ends the conversation.
    private T Understand<T>(byte[] answer, Func<byte[], T> read)
    {
        try
        {
            return read(answer);
        }
        catch (AgentException e)
        {
            throw _link.Break(e);
        }
    }

    private ulong[] Numbers(IEnumerable<string> words, byte[] answer)
    {
        var numbers = new List<ulong>();
        foreach (string word in words)
        {
            if (!ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number))
                throw _link.Break(AgentAnswer.Unexpected(answer));
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private RmiReason FindReason(string id) =>
        _reasons.GetOrAdd(id, key => _options.FindReason?.Invoke(key) ?? (_abilities.Contains(AgentProtocol.Reasons) ? AskReason(key) : null) ?? new RmiReason(key, string.Empty, string.Empty));

    private RmiReason? AskReason(string id)
    {
        byte[] answer;
        try
        {
            answer = Ask($"reason {id}");
        }
        catch (RmmUnreachableException)
        {
            // A reason is worth a question, not a failure of its own.
            return null;
        }

        if (answer is not [(byte)'=', ..])
            return null;
        string[] words = Encoding.UTF8.GetString(answer.AsSpan(1)).Trim(' ').Split('\t', 2);
        return new RmiReason(id, words[0], words.Length > 1 ? words[1] : string.Empty);
    }
}
