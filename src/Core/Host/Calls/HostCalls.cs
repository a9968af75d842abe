using System.Diagnostics;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// The host's way to its RMM: every call is numbered, counted, observed and, where the RMM asks for it, repeated as a kernel would
/// (BUSY until it passes, BLOCKED twice; kvm-host.md §1.3). Failures are values: what cannot go on says so to who called it.
/// </summary>
internal sealed class HostCalls
{
    /// <summary>An operation that wants more steps than this never ends.</summary>
    internal const int MaximumSteps = 100_000;

    private const int BlockedRepeats = 2;

    /// <summary>A kernel repeats BUSY for ever; a shell must come back.</summary>
    private const int BusyRepeats = 10_000;

    /// <summary>What is said of a stateful operation that was left because the user cancelled.</summary>
    internal const string GivenUp = "was given up because the operation was cancelled";

    /// <summary>Stands in X0 of a call that was not answered; no RMM returns it.</summary>
    private static readonly RmiResult s_unanswered = new(ulong.MaxValue - 1);

    private readonly IRmm _rmm;
    private readonly IRmmDiagnostics? _diagnostics;
    private readonly IReasonedBatch? _batch;
    private readonly bool _stopsAtFailure;
    private readonly long[] _counts = new long[RmiFunction.WindowSize];

    private RmiDiagnosis[] _batchDiagnoses = [];
    private long _batchSequence;
    private Exception? _unreachable;
    private bool _unwinding;
    private RmiRegisters _lastInputs;
    private RmiRegisters _lastOutputs;
    private CallTarget _lastTarget;

    internal HostCalls(IRmm rmm)
    {
        _rmm = rmm;
        _diagnostics = rmm.As<IRmmDiagnostics>();

        // Calls to an RMM elsewhere go in one message; one in this process is stopped at the first failure, which keeps its reason.
        _batch = rmm.As<IReasonedBatch>() is { IsOneMessage: true } batch ? batch : null;
        _stopsAtFailure = _diagnostics is not null && _batch is null;
    }

    private HostCalls(IRmm rmm, HostCalls origin)
        : this(rmm)
    {
        Sequence = origin.Sequence;
        origin._counts.CopyTo(_counts, 0);
    }

    /// <summary>The operation in progress.</summary>
    internal OperationContext Context { get; private set; } = OperationContext.None;

    /// <summary>The newest call, which succeeded, as a ledger remembers it.</summary>
    internal CallStamp Newest => new(Sequence, RmiFunction.CommandOf(_lastInputs.X0), RmiResult.Success);

    /// <summary>Number of the newest call.</summary>
    internal long Sequence { get; private set; }

    /// <summary>Calls since the last point at which a kernel could let go of its lock.</summary>
    internal long Held { get; private set; }

    /// <summary>The most <see cref="Held"/> has been since it was last reset.</summary>
    internal long LongestHold { get; private set; }

    /// <summary>The calls made so far by command number; see <see cref="RmiFunction.IndexOf"/>.</summary>
    internal ReadOnlySpan<long> Counts => _counts;

    /// <summary>Calls of a fork of the RMM, numbered on from here.</summary>
    internal HostCalls Fork(IRmm rmm) => new(rmm, this);

    /// <summary>Begins an operation.</summary>
    internal void Begin(OperationContext context)
    {
        Context = context;
        _unreachable = null;
        _unwinding = false;
    }

    /// <summary>A point at which host, ledger and RMM agree and an operation may end.</summary>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    internal void ThrowIfCancelled()
    {
        if (!_unwinding) Context.Cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>From here to its end the operation only cleans up, and is not cancelled.</summary>
    internal void BeginUnwinding() => _unwinding = true;

    /// <summary>A point at which a kernel lets go of its lock and takes it again.</summary>
    internal void LetGo() => Held = 0;

    /// <summary>Starts measuring <see cref="LongestHold"/> anew.</summary>
    internal void ResetHold() => (Held, LongestHold) = (0, 0);

    /// <summary>Performs one call.</summary>
    /// <returns>The result word.</returns>
    internal RmiResult Invoke(ref RmiRegisters registers, in CallTarget target)
    {
        _lastInputs = registers;
        _lastTarget = target;
        for (int busy = 0, blocked = 0; ; registers = _lastInputs)
        {
            InvokeOnce(ref registers);
            RmiStatus status = registers.Result.Status;
            bool again = (status == RmiStatus.Busy && ++busy <= BusyRepeats) || (status == RmiStatus.Blocked && ++blocked <= BlockedRepeats);
            if (!again || Context.Cancellation.IsCancellationRequested) break;
        }

        _lastOutputs = registers;
        return registers.Result;
    }

    /// <summary>Performs one call once, whatever it answers.</summary>
    internal void InvokeRaw(ref RmiRegisters registers)
    {
        _lastInputs = registers;
        _lastTarget = default;
        InvokeOnce(ref registers);
        _lastOutputs = registers;
    }

    /// <summary>Performs one call of a command that needs no memory; one that yields is continued until it has ended.</summary>
    /// <returns>The result word.</returns>
    internal RmiResult Execute(ref RmiRegisters registers, in CallTarget target)
    {
        Invoke(ref registers, target);
        return Finish(ref registers, target);
    }

    /// <summary>Continues an operation that has yielded until it has ended.</summary>
    /// <param name="answer">The newest answer, afterwards the last.</param>
    /// <param name="target">What it is about.</param>
    internal RmiResult Finish(ref RmiRegisters answer, in CallTarget target)
    {
        ulong handle = answer.X1;
        for (int steps = 0; answer.Result is { Status: RmiStatus.Incomplete, MemoryRequest: MemoryRequest.None } && steps < MaximumSteps; steps++)
        {
            answer = new RmiRegisters(RmiCommand.OpContinue, handle);
            Invoke(ref answer, target);
        }

        return answer.Result;
    }

    /// <summary>As <see cref="Execute"/>, for a call that has to succeed.</summary>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Require(ref RmiRegisters registers, in CallTarget target) =>
        Execute(ref registers, target).IsSuccess ? null : Failure();

    /// <summary>Performs calls that do not depend on one another. An RMM in this process stops at the first that fails, as a kernel's loop would.</summary>
    /// <returns>How many were made; the rest still hold their function ID.</returns>
    internal int InvokeMany(Span<RmiRegisters> calls, in CallTarget target) => InvokeMany(calls, target, untilFailure: _stopsAtFailure, _batch);

    /// <summary>Performs calls that change nothing.</summary>
    internal void InvokeAll(Span<RmiRegisters> calls, in CallTarget target) => InvokeMany(calls, target, untilFailure: false, batch: null);

    private int InvokeMany(Span<RmiRegisters> calls, in CallTarget target, bool untilFailure, IReasonedBatch? batch)
    {
        long began = Context.Step is null ? 0 : Stopwatch.GetTimestamp();
        RmiRegisters first = calls[0];
        (_lastInputs, _lastTarget) = (first, target);
        int made = 0;
        try
        {
            if (_unreachable is null) InvokeMany(calls, untilFailure, batch, ref made);
        }
        catch (RmmUnreachableException e)
        {
            _unreachable = e;
        }

        if (_unreachable is not null)
        {
            made = calls.Length;
            foreach (ref RmiRegisters call in calls)
            {
                if (call.X0 == first.X0) call.X0 = s_unanswered.Word;
            }
        }

        Count(first.X0, made);
        Context.Step?.Invoke(Step(first, calls[made - 1], made, began));
        return made;
    }

    /// <summary>Writes to a page of the host.</summary>
    /// <returns>Null, or what went wrong; the newest call stands for it.</returns>
    internal HostCall? Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        try
        {
            _rmm.WriteMemory(address, bytes);
            return null;
        }
        catch (Exception e) when (e is RmmUnreachableException or GranuleProtectionFaultException)
        {
            return MemoryFailure(address, e);
        }
    }

    /// <summary>Reads from a page of the host; as <see cref="Write"/>.</summary>
    internal HostCall? Read(ulong address, Span<byte> bytes)
    {
        try
        {
            _rmm.ReadMemory(address, bytes);
            return null;
        }
        catch (Exception e) when (e is RmmUnreachableException or GranuleProtectionFaultException)
        {
            return MemoryFailure(address, e);
        }
    }

    /// <summary>Fills a page of the host with zeros; as <see cref="Write"/>.</summary>
    internal HostCall? Clear(ulong address, ulong length)
    {
        try
        {
            _rmm.FillMemory(address, length, 0);
            return null;
        }
        catch (Exception e) when (e is RmmUnreachableException or GranuleProtectionFaultException)
        {
            return MemoryFailure(address, e);
        }
    }

    /// <summary>The newest call of <see cref="Invoke"/>, which failed, with its reason.</summary>
    internal HostCall Failure() => Describe(_lastInputs, _lastOutputs, Sequence, _lastTarget);

    /// <summary>A call that failed, with its reason if it is the newest or one of the newest batch.</summary>
    internal HostCall Describe(RmiRegisters inputs, RmiRegisters outputs, long sequence, in CallTarget target)
    {
        return new HostCall(
            sequence, RmiFunction.CommandOf(inputs.X0), NameOf(inputs.X0), target.ToString(), inputs, outputs, DiagnosisOf(sequence))
        {
            Unanswered = IsUnanswered(outputs) ? _unreachable : null,
            ForeignProfile = outputs.Result.IsUnknownFunction ? _rmm.Platform.Profile.ForeignFor(unchecked((uint)inputs.X0)) : null,
        };
    }

    /// <summary>The newest call of <see cref="Invoke"/>, which broke a rule although its status says SUCCESS.</summary>
    internal HostCall Complain(string complaint, FailureId id = FailureId.RmmMisbehaved) =>
        new(Sequence, RmiFunction.CommandOf(_lastInputs.X0), NameOf(_lastInputs.X0), _lastTarget.ToString(), _lastInputs, _lastOutputs, default)
        {
            Complaint = complaint,
            ComplaintId = id,
        };

    /// <summary>Whether a call was not answered.</summary>
    internal static bool IsUnanswered(RmiRegisters outputs) => outputs.Result == s_unanswered;

    private RmiDiagnosis DiagnosisOf(long sequence) =>
        sequence - _batchSequence is >= 0 and var index && index < _batchDiagnoses.Length ? _batchDiagnoses[index]
        : sequence == Sequence && _unreachable is null && _diagnostics is not null ? _diagnostics.LastDiagnosis
        : default;

    private string NameOf(ulong functionId) => _rmm.Platform.Profile.NameOf(unchecked((uint)functionId));

    private HostCall MemoryFailure(ulong address, Exception e)
    {
        if (e is RmmUnreachableException) _unreachable = e;
        return Complain($"cannot exchange host page 0x{address:x} with the RMM: {e.Message}", FailureId.GranuleInUse) with
        {
            Unanswered = e as RmmUnreachableException,
        };
    }

    private void InvokeOnce(ref RmiRegisters registers)
    {
        if (_unreachable is not null)
        {
            registers.X0 = s_unanswered.Word;
            return;
        }

        ulong functionId = registers.X0;
        Count(functionId, 1);
        long began = Context.Step is null ? 0 : Stopwatch.GetTimestamp();
        try
        {
            _rmm.Call(ref registers);
        }
        catch (RmmUnreachableException e)
        {
            _unreachable = e;
            registers.X0 = s_unanswered.Word;
        }

        Context.Step?.Invoke(Step(_lastInputs, registers, 1, began));
    }

    private void InvokeMany(Span<RmiRegisters> calls, bool untilFailure, IReasonedBatch? batch, ref int made)
    {
        if (batch is not null)
        {
            (_batchSequence, _batchDiagnoses) = (Sequence + 1, new RmiDiagnosis[calls.Length]);
            batch.CallMany(calls, _batchDiagnoses);
            made = calls.Length;
            return;
        }

        if (!untilFailure)
        {
            _rmm.CallMany(calls);
            made = calls.Length;
            return;
        }

        while (made < calls.Length)
        {
            ref RmiRegisters call = ref calls[made++];
            _rmm.Call(ref call);
            if (call.X0 != RmiResult.Success.Word) return;
        }
    }

    private void Count(ulong functionId, int calls)
    {
        uint index = RmiFunction.IndexOf(functionId);
        if (index < (uint)_counts.Length) _counts[index] += calls;
        Sequence += calls;
        Held += calls;
        LongestHold = Math.Max(LongestHold, Held);
    }

    private HostStep Step(RmiRegisters inputs, RmiRegisters outputs, int calls, long began) =>
        new(Sequence - calls + 1, calls, NameOf(inputs.X0), _lastTarget.ToString(), inputs, outputs, Stopwatch.GetElapsedTime(began));
}
