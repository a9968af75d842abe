using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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

    private readonly CallGate _gate = new();
    private readonly RecordingSink _sink = new();
    private readonly TraceWriter _writer;
    private readonly IRmmDiagnostics? _diagnostics;
    private readonly IRealmScript? _script;
    private readonly IRmmReset? _reset;
    private readonly IReasonedBatch? _batch;
    private volatile RecordingQueue? _queue;
    private RmiDiagnosis[] _diagnoses = [];

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
        using (_gate.Enter())
        {
            if (_queue is not null)
            {
                throw new InvalidOperationException($"A recording is running already ({Recording}): stop it first.");
            }

            var live = new TraceBuffer(Platform.Profile, liveCapacity) { CatchUp = () => _queue?.Flush() };
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

                _writer.Flush();
            }

            _queue = new RecordingQueue(_gate, new RecordFormatter(_writer, _sink, live, WriteBeginning));
            return Recording;
        }
    }

    /// <summary>Stops recording and closes the file.</summary>
    /// <returns>The recording; null when none was running.</returns>
    public TraceRecording? Stop()
    {
        using (_gate.Enter())
        {
            if (_queue is null)
            {
                return null;
            }

            _queue.Dispose();
            _queue = null;
            lock (Recording!.Live.Gate)
            {
                _sink.Stop();
            }

            Recording.Finish();
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

        using (_gate.Enter())
        {
            try
            {
                if (_queue is { } queue)
                {
                    ref ulong record = ref queue.BeginCall(ref registers);
                    Inner.Call(ref registers);
                    if (registers.X0 != RmiResult.Success.Word)
                        Explain(queue, ref record, registers.Result);
                    queue.EndCall(ref record, ref registers);
                }
                else
                {
                    CallAndRemember(ref registers);
                }
            }
            catch (RmmUnreachableException)
            {
                // The registers are as they were.
                WriteUnanswered(ref registers);
                throw;
            }
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

        using (_gate.Enter())
        {
            if (_diagnoses.Length < calls.Length)
                Array.Resize(ref _diagnoses, calls.Length);
            CallMany(calls, _diagnoses.AsSpan(0, calls.Length));
        }
    }

    /// <inheritdoc/>
    bool IReasonedBatch.IsOneMessage => _batch is { IsOneMessage: true };

    /// <inheritdoc/>
    void IReasonedBatch.CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (!IsListening)
        {
            _batch!.CallMany(calls, diagnoses);
            return;
        }

        using (_gate.Enter())
        {
            CallMany(calls, diagnoses);
        }
    }

    /// <inheritdoc/>
    public override void ReadMemory(ulong address, Span<byte> destination)
    {
        using (_gate.Enter())
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
        using (_gate.Enter())
        {
            Inner.WriteMemory(address, source);
            if (_queue is { } queue)
                queue.AddWrite(address, source);
            else if (IsListening)
                _writer.WriteMemory(address, source);
        }
    }

    /// <inheritdoc/>
    public override void FillMemory(ulong address, ulong length, byte value)
    {
        using (_gate.Enter())
        {
            Inner.FillMemory(address, length, value);
            if (_queue is not null)
                _queue.AddFill(address, length, value);
            else if (IsListening)
                _writer.WriteFill(address, length, value);
        }
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        using (_gate.Enter())
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
        using (_gate.Enter())
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
        using (_gate.Enter())
        {
            (_reset ?? throw new NotSupportedException("This RMM cannot be booted again.")).Reset();
            if (_queue is not null)
                _queue.Add(TraceRecordKind.Boot);
            else
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

    private void CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (_queue is not { } queue)
        {
            CallAndRemember(calls, diagnoses);
            return;
        }

        for (int start = 0; start < calls.Length; start += RecordingQueue.LargestBatch)
        {
            int end = Math.Min(start + RecordingQueue.LargestBatch, calls.Length);
            CallMany(queue, calls[start..end], diagnoses[start..end]);
        }
    }

    private void CallMany(RecordingQueue queue, Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        queue.BeginCalls(calls);
        try
        {
            CallInner(calls, diagnoses);
        }
        finally
        {
            queue.EndCalls(calls, diagnoses);
        }
    }

    // Before a recording starts, and while little was said.
    private void CallAndRemember(ref RmiRegisters registers)
    {
        RmiRegisters arguments = registers;
        Inner.Call(ref registers);
        _writer.WriteCall(ref arguments, ref registers, Words(Reason(registers.Result)));
    }

    private void CallAndRemember(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        RmiRegisters[] arguments = calls.ToArray();
        try
        {
            CallInner(calls, diagnoses);
        }
        finally
        {
            for (int i = 0; i < calls.Length; i++)
            {
                if (calls[i].X0 == arguments[i].X0)
                    _writer.WriteUnanswered(ref arguments[i]);
                else
                    _writer.WriteCall(arguments[i], calls[i], Words(diagnoses[i]));
            }
        }
    }

    private void CallInner(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (_batch is not null)
        {
            _batch.CallMany(calls, diagnoses);
            return;
        }

        diagnoses.Clear();
        Inner.CallMany(calls);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Explain(RecordingQueue queue, ref ulong record, RmiResult result)
    {
        if (Reason(result) is { Reason: not null } reason)
            queue.Explain(ref record, reason);
    }

    private RmiDiagnosis Reason(RmiResult result) => result.IsSuccess || _diagnostics is null ? default : _diagnostics.LastDiagnosis;

    private static string? Words(RmiDiagnosis reason) => reason.Reason is null ? null : reason.ToString();

    private void WriteUnanswered(ref RmiRegisters call)
    {
        if (_queue is { } queue)
            queue.AddUnanswered(ref call);
        else
            _writer.WriteUnanswered(ref call);
    }

    // Reads are recorded as words: a read that starts or ends inside one is widened to the words around it, which lie in the same granule.
    private void WriteRead(RecordingQueue queue, ulong address, ReadOnlySpan<byte> bytes)
    {
        ulong start = address & ~(sizeof(ulong) - 1ul);
        int length = (int)((address - start + (ulong)bytes.Length + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1ul));
        if (length == bytes.Length)
        {
            queue.AddRead(start, bytes);
            return;
        }

        byte[] wide = new byte[length];
        Inner.ReadMemory(start, wide);
        queue.AddRead(start, wide);
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
