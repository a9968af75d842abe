using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Records the conversation with an RMM as it happens, when told to.</summary>
/// <remarks>
/// Every call and every access of the host to memory becomes a record; with a simulator, so do realm actions, realm results and cold
/// boots. Calls are serialised, so that the trace has the order in which the RMM saw them. Accesses that fault change nothing and are
/// left out; a call without an answer becomes a comment, for nobody knows whether it took effect. What was said since the boot is
/// remembered for as long as it is little, so that a recording that starts late still replays from the boot.
/// </remarks>
public sealed class TraceRecorder : RmmDecorator, IRealmScript, IRmmReset, IDisposable
{
    // x0…x3 are the result of an SMC; the registers above are kept by most, and then worth a word only if they hold something.
    private const int FewestResults = 4;

    private readonly Lock _lock = new();
    private readonly RecordingSink _sink = new();
    private readonly TraceWriter _writer;
    private readonly IRmmDiagnostics? _diagnostics;
    private readonly IRealmScript? _script;
    private readonly IRmmReset? _reset;

    /// <summary>A recorder that does not record yet.</summary>
    /// <param name="inner">The RMM that answers.</param>
    /// <param name="isFresh">Whether it was just booted; recordings of another do not start at its boot.</param>
    public TraceRecorder(IRmm inner, bool isFresh = true)
        : base(inner)
    {
        _writer = new TraceWriter(_sink);
        _diagnostics = inner.As<IRmmDiagnostics>();
        _script = inner.As<IRealmScript>();
        _reset = inner.As<IRmmReset>();
        if (isFresh)
            WriteBeginning();
        else
            _sink.ForgetBeginning();
    }

    /// <summary>The newest recording, running or not; null before the first.</summary>
    public TraceRecording? Recording { get; private set; }

    /// <summary>Starts to record.</summary>
    /// <param name="path">A file as for <see cref="TraceWriter.Create"/>; null to keep the newest records in memory only.</param>
    /// <param name="liveCapacity">How much text of the newest records is kept in memory, in bytes, 64 KiB at least.</param>
    /// <exception cref="InvalidOperationException">It records already.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public TraceRecording Start(string? path, int liveCapacity = TraceBuffer.DefaultCapacity)
    {
        lock (_lock)
        {
            if (Recording is { IsRunning: true })
            {
                throw new InvalidOperationException($"A recording is running already ({Recording}): stop it first.");
            }

            var live = new TraceBuffer(Platform.Profile, liveCapacity);
            TraceSink? file = path is null ? null : TraceWriter.CreateSink(path);
            Recording = new TraceRecording(_sink, path, live);
            _sink.Start(file, live);
            if (!Recording.StartsAtBoot)
            {
                _writer.WriteHeader(Platform);
                _writer.WriteComment("The recording starts after the boot: to replay it, bring the RMM into the same state first.");
            }

            return Recording;
        }
    }

    /// <summary>Stops recording and closes the file.</summary>
    /// <returns>The recording; null when none was running.</returns>
    public TraceRecording? Stop()
    {
        lock (_lock)
        {
            if (Recording is not { IsRunning: true })
            {
                return null;
            }

            _sink.Stop();
            Recording.Finish();
            return Recording;
        }
    }

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        lock (_lock)
        {
            if (!_sink.IsListening)
            {
                Inner.Call(ref registers);
                return;
            }

            RmiRegisters arguments = registers;
            long start = Stopwatch.GetTimestamp();
            try
            {
                Inner.Call(ref registers);
            }
            catch (RmmUnreachableException)
            {
                WriteUnanswered(arguments);
                throw;
            }

            Recording?.Live.SetDuration(Stopwatch.GetTimestamp() - start);
            WriteAnswered(arguments, registers);
        }
    }

    /// <inheritdoc/>
    public override void CallMany(Span<RmiRegisters> calls)
    {
        lock (_lock)
        {
            if (!_sink.IsListening)
            {
                Inner.CallMany(calls);
                return;
            }

            RmiRegisters[] arguments = calls.ToArray();
            try
            {
                Inner.CallMany(calls);
            }
            catch (RmmUnreachableException)
            {
                WriteMany(arguments, calls);
                throw;
            }

            WriteMany(arguments, calls);
        }
    }

    /// <inheritdoc/>
    public override void ReadMemory(ulong address, Span<byte> destination)
    {
        lock (_lock)
        {
            Inner.ReadMemory(address, destination);
            if (_sink.IsListening && !destination.IsEmpty)
            {
                WriteRead(address, destination);
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            Inner.WriteMemory(address, source);
            if (_sink.IsListening)
            {
                _writer.WriteMemory(address, source);
            }
        }
    }

    /// <inheritdoc/>
    public override void FillMemory(ulong address, ulong length, byte value)
    {
        lock (_lock)
        {
            Inner.FillMemory(address, length, value);
            if (_sink.IsListening)
            {
                _writer.WriteFill(address, length, value);
            }
        }
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        lock (_lock)
        {
            Script.Enqueue(action);
            if (_sink.IsListening)
            {
                _writer.WriteRealmAction(action);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result)
    {
        lock (_lock)
        {
            bool isThere = Script.TryTakeSmcResult(out result);
            if (isThere && _sink.IsListening)
            {
                ReadOnlySpan<ulong> registers = result!.Registers.AsSpan();
                int last = registers.LastIndexOfAnyExcept(0ul);
                _writer.WriteRealmResult(result.FunctionId, registers[..Math.Min(Math.Max(last + 1, FewestResults), registers.Length)]);
            }

            return isThere;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        lock (_lock)
        {
            (_reset ?? throw new NotSupportedException("This RMM cannot be booted again.")).Reset();
            if (Recording is { IsRunning: true })
            {
                _writer.WriteBoot();
            }

            WriteBeginning();
        }
    }

    /// <summary>Stops recording; calls still pass through.</summary>
    public void Dispose() => Stop();

    /// <summary>What the inner RMM has; the recorder itself where it must see what is done.</summary>
    public override T? As<T>()
        where T : class
    {
        if (typeof(T) == typeof(IRealmScript) && _script is null)
            return null;
        if (typeof(T) == typeof(IRmmReset) && _reset is null)
            return null;
        return base.As<T>();
    }

    private IRealmScript Script => _script ?? throw new NotSupportedException("The realms of this RMM take no script.");

    // Reads are recorded as words: a read that starts or ends inside one is widened to the words around it, which lie in the same granule.
    private void WriteRead(ulong address, ReadOnlySpan<byte> bytes)
    {
        const int LineLength = 512;
        ulong start = address & ~(sizeof(ulong) - 1ul);
        int lead = (int)(address - start);
        int count = (lead + bytes.Length + sizeof(ulong) - 1) / sizeof(ulong);
        Span<ulong> words = count <= LineLength ? stackalloc ulong[count] : new ulong[count];
        Span<byte> wide = MemoryMarshal.AsBytes(words);
        if (wide.Length == bytes.Length)
            bytes.CopyTo(wide);
        else
            Inner.ReadMemory(start, wide);

        for (int i = 0; i < count; i += LineLength)
        {
            _writer.WriteRead(start + ((ulong)i * sizeof(ulong)), words[i..Math.Min(i + LineLength, count)]);
        }
    }

    private void WriteBeginning()
    {
        _sink.BeginAgain();
        _writer.WriteHeader(Platform);
        _writer.WriteBoot();
        _sink.BeginningIsWritten();
    }

    private void WriteAnswered(RmiRegisters arguments, RmiRegisters outputs)
    {
        string? comment = outputs.Result.IsSuccess || _diagnostics?.LastDiagnosis is not { Reason: not null } diagnosis ? null : diagnosis.ToString();
        _writer.WriteCall(arguments, outputs, comment);
    }

    private void WriteMany(ReadOnlySpan<RmiRegisters> arguments, ReadOnlySpan<RmiRegisters> outputs)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            // A function ID in X0 is no result: the call was not answered.
            if (outputs[i].X0 == arguments[i].X0)
                WriteUnanswered(arguments[i]);
            else
                _writer.WriteCall(arguments[i], outputs[i]);
        }
    }

    private void WriteUnanswered(RmiRegisters call) =>
        _writer.WriteComment($"no answer: {Platform.Profile.Commands.NameOf(unchecked((uint)call.X0))} with {call}");
}
