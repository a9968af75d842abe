using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>An RMM whose calls fail on purpose.</summary>
/// <remarks>It stands before another RMM: calls that no fault hits go through. Safe for any number of threads.</remarks>
public sealed class FaultInjector : RmmDecorator, IRmmFork, IReasonedBatch
{
    private readonly Lock _gate = new();
    private readonly List<FaultState> _faults = [];
    private readonly StatefulActor _actor;
    private RmiDiagnosis? _injected;

    /// <summary>Whether there is nothing to do but pass calls on: an injector may always be there, and then costs next to nothing.</summary>
    private volatile bool _isIdle = true;
    private int _lastId;

    /// <summary>Stands before an RMM, without faults.</summary>
    public FaultInjector(IRmm inner)
        : base(inner) => _actor = new StatefulActor(inner, null);

    private FaultInjector(IRmm inner, FaultInjector origin)
        : base(inner)
    {
        _faults = [.. origin._faults.Select(static f => f.Fork())];
        _actor = origin._actor.Fork(inner);
        _injected = origin._injected;
        _lastId = origin._lastId;
        _isIdle = origin._isIdle;
    }

    /// <summary>The faults, in the order they were added, spent ones included.</summary>
    public ImmutableArray<RmiFault> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults.Select(static f => f.Show())];
            }
        }
    }

    /// <summary>How stateful operations behave; null for what the RMM behind does. Operations under way keep theirs.</summary>
    public StatefulScript? Script
    {
        get
        {
            lock (_gate)
            {
                return _actor.Script;
            }
        }

        set
        {
            lock (_gate)
            {
                _actor.Script = value;
                Settle();
            }
        }
    }

    /// <summary>Adds a fault. When several hit a call, the one added first acts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the probability is not 0…1.</exception>
    public RmiFault Add(FaultRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.After, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.Times ?? 0, nameof(request));
        if (request.Probability is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Probability, "A probability lies between 0 and 1.");
        }

        lock (_gate)
        {
            var fault = new FaultState(++_lastId, request);
            _faults.Add(fault);
            Settle();
            return fault.Show();
        }
    }

    /// <summary>Takes a fault away.</summary>
    /// <returns>False when there is none of that number.</returns>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            bool removed = _faults.RemoveAll(f => f.Id == id) > 0;
            Settle();
            return removed;
        }
    }

    /// <summary>Takes all faults away.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            Settle();
        }
    }

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        if (_isIdle)
        {
            Inner.Call(ref registers);
            return;
        }

        lock (_gate)
        {
            _injected = null;
            RmiRegisters call = registers;
            FaultRequest? fault = FirstHit(call)?.Request;
            switch (fault?.Effect)
            {
                case null:
                    _actor.Call(ref registers);
                    break;
                case FaultEffect.Refuse:
                    Answer(ref registers, call, fault);
                    break;
                case FaultEffect.ChangeAnswer:
                    _actor.Call(ref registers);
                    Answer(ref registers, call, fault);
                    break;
                case FaultEffect.LoseCall:
                    throw new RmmUnreachableException("The call was lost on purpose, before it reached the RMM.");
                default:
                    _actor.Call(ref registers);
                    registers = call;
                    throw new RmmUnreachableException("The answer was lost on purpose, after the call had its effect.");
            }
        }
    }

    /// <inheritdoc/>
    public override void CallMany(Span<RmiRegisters> calls)
    {
        if (_isIdle)
        {
            Inner.CallMany(calls);
        }
        else
        {
            base.CallMany(calls);
        }
    }

    /// <inheritdoc/>
    bool IReasonedBatch.IsOneMessage => Inner.As<IReasonedBatch>() is { IsOneMessage: true };

    /// <inheritdoc/>
    void IReasonedBatch.CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (_isIdle && Inner.As<IReasonedBatch>() is { } batch)
        {
            batch.CallMany(calls, diagnoses);
            return;
        }

        diagnoses.Clear();
        IRmmDiagnostics? diagnostics = Diagnostics;
        lock (_gate)
        {
            for (int i = 0; i < calls.Length; i++)
            {
                Call(ref calls[i]);
                if (!calls[i].Result.IsSuccess && diagnostics is not null)
                    diagnoses[i] = diagnostics.LastDiagnosis;
            }
        }
    }

    /// <inheritdoc/>
    public IRmm Fork()
    {
        lock (_gate)
        {
            IRmmFork inner = Inner.As<IRmmFork>() ?? throw new NotSupportedException("This RMM cannot be forked: only a simulated one can.");
            return new FaultInjector(inner.Fork(), this);
        }
    }

    /// <inheritdoc/>
    public override T? As<T>()
        where T : class =>
        typeof(T) == typeof(IRmmDiagnostics) ? Diagnostics as T
        : typeof(T) == typeof(IRmmFork) && Inner.As<IRmmFork>() is null ? null
        : typeof(T) == typeof(IReasonedBatch) && Inner.As<IReasonedBatch>() is null ? null
        : base.As<T>();

    private FaultDiagnostics? Diagnostics => Inner.As<IRmmDiagnostics>() is { } inner ? new FaultDiagnostics(inner, this) : null;

    private void Settle()
    {
        _isIdle = _faults.Count == 0 && _actor.Script is null && !_actor.IsActing;
        if (_isIdle) _injected = null;
    }

    private FaultState? FirstHit(RmiRegisters call)
    {
        FaultState? first = null;
        foreach (FaultState fault in _faults)
        {
            // Each fault counts the calls it looks at, also those that another one hits.
            if (first is null && fault.Hits(call)) first = fault;
        }

        return first;
    }

    private void Answer(ref RmiRegisters registers, RmiRegisters call, FaultRequest fault)
    {
        registers = default;
        registers.X0 = fault.Result.Word;
        string name = Platform.Profile.Commands.NameOf(unchecked((uint)call.X0));
        var reason = new RmiReason(
            $"{name}.injected-fault", "A fault that was put there on purpose has answered the call.", "Take it away with Remove-RmiFault.");
        _injected = fault.Result.IsSuccess ? null : new RmiDiagnosis(reason, ObstacleKind.None, 0, 0, string.Empty);
    }

    private sealed class FaultDiagnostics(IRmmDiagnostics inner, FaultInjector injector) : IRmmDiagnostics
    {
        public RmiDiagnosis LastDiagnosis
        {
            get
            {
                lock (injector._gate)
                {
                    return injector._injected ?? inner.LastDiagnosis;
                }
            }
        }

        public bool TryGetGranule(ulong address, out GranuleView view) => inner.TryGetGranule(address, out view);

        public bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top) => inner.TryGetGranuleRun(address, out view, out top);

        public bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length) =>
            inner.TryGetMeasurement(rd, slot, destination, out length);
    }
}
