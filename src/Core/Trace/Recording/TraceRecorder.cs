using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Records the conversation with an RMM as it happens, when told to.</summary>
/// <remarks>
/// Every call and every access of the host to memory becomes a record; with a simulator, so do realm actions, realm results and cold
/// boots. Calls are serialised, so that the trace has the order in which the RMM saw them. Accesses that fault change nothing and are
/// left out; a call without an answer becomes a comment, for nobody knows whether it took effect. What was said since the boot is
/// remembered for as long as it is little, so that a recording that starts late still replays from the boot.
/// </remarks>
public sealed class TraceRecorder : RmmDecorator, IRealmScript, IRmmReset, IReasonedBatch, IDisposable
{
    // x0…x3 are the result of an SMC; the registers above are kept by most, and then worth a word only if they hold something.
    private const int FewestResults = 4;

    private readonly Lock _lock = new();
    private readonly RecordingSink _sink = new();
    private readonly TraceWriter _writer;
    private readonly IRmmDiagnostics? _diagnostics;
    private readonly IRealmScript? _script;
    private readonly IRmmReset? _reset;
    private readonly IReasonedBatch? _batch;
    private volatile RecordingQueue? _queue;
    private BurstStopwatch _stopwatch;

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
        _batch = inner.As<IReasonedBatch>();
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
            if (_queue is not null)
            {
                throw new InvalidOperationException($"A recording is running already ({Recording}): stop it first.");
            }

            var live = new TraceBuffer(Platform.Profile, liveCapacity) { CatchUp = Flush };
            Stream? file = path is null ? null : TraceWriter.CreateStream(path);
            Recording = new TraceRecording(_sink, path, live);
            lock (live.Gate)
            {
                _sink.Start(file, live);
                if (!Recording.StartsAtBoot)
                {
                    _writer.WriteHeader(Platform);
                    _writer.WriteComment("The recording starts after the boot: to replay it, bring the RMM into the same state first.");
                }
            }

            _writer.Flush();
            _queue = new RecordingQueue(_lock, _writer, live);
            return Recording;
        }
    }

    /// <summary>Stops recording and closes the file.</summary>
    /// <returns>The recording; null when none was running.</returns>
    public TraceRecording? Stop()
    {
        lock (_lock)
        {
            if (_queue is null)
            {
                return null;
            }

            _queue.Dispose();
            _queue = null;
            _sink.Stop();
            Recording!.Finish();
            return Recording;
        }
    }

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        if (!IsListening)
        {
            Inner.Call(ref registers);
            return;
        }

        lock (_lock)
        {
            if (_queue is { } queue)
                Call(queue, ref registers);
            else
                CallAndRemember(ref registers);
        }
    }

    /// <inheritdoc/>
    public override void CallMany(Span<RmiRegisters> calls)
    {
        if (!IsListening)
        {
            Inner.CallMany(calls);
            return;
        }

        RmiDiagnosis[] diagnoses = ArrayPool<RmiDiagnosis>.Shared.Rent(calls.Length);
        CallAndRecord(calls, diagnoses.AsSpan(0, calls.Length));
        ArrayPool<RmiDiagnosis>.Shared.Return(diagnoses, clearArray: true);
    }

    /// <inheritdoc/>
    bool IReasonedBatch.IsOneMessage => _batch is { IsOneMessage: true };

    /// <inheritdoc/>
    void IReasonedBatch.CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (IsListening)
            CallAndRecord(calls, diagnoses);
        else
            _batch!.CallMany(calls, diagnoses);
    }

    /// <inheritdoc/>
    public override void ReadMemory(ulong address, Span<byte> destination)
    {
        lock (_lock)
        {
            Inner.ReadMemory(address, destination);

            // The beginning is complete without reads: they change nothing.
            if (_queue is not null && !destination.IsEmpty)
                WriteRead(_queue, address, destination);
        }
    }

    /// <inheritdoc/>
    public override void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            Inner.WriteMemory(address, source);
            if (_queue is not null)
                _queue.AddMemory(TraceRecordKind.WriteBytes, address, (ulong)source.Length, source);
            else if (IsListening)
                _writer.WriteMemory(address, source);
        }
    }

    /// <inheritdoc/>
    public override void FillMemory(ulong address, ulong length, byte value)
    {
        lock (_lock)
        {
            Inner.FillMemory(address, length, value);
            if (_queue is not null)
                _queue.AddMemory(TraceRecordKind.Fill, address, length, [value]);
            else if (IsListening)
                _writer.WriteFill(address, length, value);
        }
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        lock (_lock)
        {
            Script.Enqueue(action);
            if (_queue is not null)
                _queue.Add(TraceRecordKind.RealmSmc, action);
            else if (IsListening)
                _writer.WriteRealmAction(action);
        }
    }

    /// <inheritdoc/>
    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result)
    {
        lock (_lock)
        {
            bool isThere = Script.TryTakeSmcResult(out result);
            if (isThere && IsListening)
            {
                RealmSmcResult shown = Shorten(result!);
                if (_queue is not null)
                    _queue.Add(TraceRecordKind.RealmResult, shown);
                else
                    _writer.WriteRealmResult(shown.FunctionId, shown.Registers.AsSpan());
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
            _queue?.Add(TraceRecordKind.Boot);
            _queue?.Flush();
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
        if (typeof(T) == typeof(IReasonedBatch) && _batch is null)
            return null;
        return base.As<T>();
    }

    private bool IsListening => _queue is not null || _sink.KnowsBeginning;

    private IRealmScript Script => _script ?? throw new NotSupportedException("The realms of this RMM take no script.");

    private void Call(RecordingQueue queue, ref RmiRegisters registers)
    {
        ref RmiRegisters arguments = ref queue.BeginCall();
        arguments = registers;
        bool isMeasured = _stopwatch.IsWorthwhile;
        try
        {
            if (isMeasured)
                _stopwatch.Start();
            Inner.Call(ref registers);
        }
        catch (RmmUnreachableException)
        {
            WriteUnanswered(arguments);
            throw;
        }

        queue.EndCall(ref registers, isMeasured ? _stopwatch.Stop() : -1, Reason(registers.Result));
    }

    private void CallAndRecord(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        lock (_lock)
        {
            RmiRegisters[] arguments = ArrayPool<RmiRegisters>.Shared.Rent(calls.Length);
            calls.CopyTo(arguments);
            diagnoses.Clear();
            try
            {
                if (_batch is not null)
                    _batch.CallMany(calls, diagnoses);
                else
                    Inner.CallMany(calls);
            }
            finally
            {
                for (int i = 0; i < calls.Length; i++)
                {
                    // A function ID in X0 is no result: the call was not answered.
                    if (calls[i].X0 == arguments[i].X0)
                        WriteUnanswered(arguments[i]);
                    else
                        WriteAnswered(arguments[i], calls[i], diagnoses[i].Reason is null ? null : diagnoses[i].ToString());
                }

                ArrayPool<RmiRegisters>.Shared.Return(arguments);
            }
        }
    }

    // Before a recording starts, and while little was said.
    private void CallAndRemember(ref RmiRegisters registers)
    {
        RmiRegisters arguments = registers;
        try
        {
            Inner.Call(ref registers);
        }
        catch (RmmUnreachableException)
        {
            WriteUnanswered(arguments);
            throw;
        }

        _writer.WriteCall(arguments, registers, Reason(registers.Result));
    }

    private string? Reason(RmiResult result) =>
        result.IsSuccess || _diagnostics?.LastDiagnosis is not { Reason: not null } diagnosis ? null : diagnosis.ToString();

    private void Flush()
    {
        lock (_lock)
        {
            _queue?.Flush();
        }
    }

    private void WriteAnswered(RmiRegisters arguments, RmiRegisters outputs, string? reason)
    {
        if (_queue is { } queue)
        {
            queue.BeginCall() = arguments;
            queue.EndCall(ref outputs, ticks: -1, reason);
        }
        else
        {
            _writer.WriteCall(arguments, outputs, reason);
        }
    }

    private void WriteUnanswered(RmiRegisters call)
    {
        string comment = $"no answer: {Platform.Profile.Commands.NameOf(unchecked((uint)call.X0))} with {call}";
        if (_queue is not null)
            _queue.Add(TraceRecordKind.None, comment);
        else
            _writer.WriteComment(comment);
    }

    // Reads are recorded as words: a read that starts or ends inside one is widened to the words around it, which lie in the same granule.
    private void WriteRead(RecordingQueue queue, ulong address, ReadOnlySpan<byte> bytes)
    {
        ulong start = address & ~(sizeof(ulong) - 1ul);
        int length = (int)((address - start + (ulong)bytes.Length + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1ul));
        if (length == bytes.Length)
        {
            queue.AddMemory(TraceRecordKind.ReadWords, start, (ulong)length, bytes);
            return;
        }

        byte[] wide = new byte[length];
        Inner.ReadMemory(start, wide);
        queue.AddMemory(TraceRecordKind.ReadWords, start, (ulong)length, wide);
    }

    private static RealmSmcResult Shorten(RealmSmcResult result)
    {
        int last = result.Registers.AsSpan().LastIndexOfAnyExcept(0ul);
        int count = Math.Min(Math.Max(last + 1, FewestResults), result.Registers.Length);
        return result with { Registers = result.Registers[..count] };
    }

    private void WriteBeginning()
    {
        _sink.BeginAgain();
        _writer.WriteHeader(Platform);
        _writer.WriteBoot();
        _sink.BeginningIsWritten();
    }
}
