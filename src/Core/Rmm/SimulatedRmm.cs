using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// A simulated Realm Management Monitor. Calls are atomic and may come from any thread; it never blocks for longer than a call takes.
/// </summary>
/// <remarks>Behaviour: rmm-behaviour.md, in the generation that the platform's profile names.</remarks>
public sealed class SimulatedRmm : IRmm, IRmmDiagnostics, IRealmScript, IRmmReset, IRmmFork, IReasonedBatch
{
    private RmmCore _core;
    private int _gate;

    /// <summary>A freshly booted RMM on <see cref="RmmPlatform.Default"/>.</summary>
    public SimulatedRmm()
        : this(RmmPlatform.Default)
    {
    }

    /// <summary>A freshly booted RMM.</summary>
    /// <exception cref="ArgumentException">The platform's memory is unaligned, empty or overlaps.</exception>
    /// <exception cref="NotSupportedException">The simulator lacks the platform's profile.</exception>
    public SimulatedRmm(RmmPlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        PlatformCheck.ThrowIfInvalid(platform);
        _core = new RmmCore(platform);
    }

    private SimulatedRmm(RmmCore core) => _core = core;

    /// <summary>The state, for tests of its invariants.</summary>
    internal RmmCore Core => _core;

    /// <inheritdoc/>
    public RmmPlatform Platform => _core.Platform;

    /// <inheritdoc/>
    public RmiDiagnosis LastDiagnosis
    {
        get
        {
            Enter();
            try
            {
                return _core.Diagnose();
            }
            finally
            {
                Exit();
            }
        }
    }

    /// <inheritdoc/>
    public void Call(ref RmiRegisters registers)
    {
        Enter();
        try
        {
            _core.Dispatch(ref registers);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void CallMany(Span<RmiRegisters> calls)
    {
        Enter();
        try
        {
            foreach (ref RmiRegisters call in calls)
            {
                _core.Dispatch(ref call);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void ReadMemory(ulong address, Span<byte> destination)
    {
        Enter();
        try
        {
            if (!_core.Memory.TryRead(address, destination))
            {
                throw new GranuleProtectionFaultException(address);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        Enter();
        try
        {
            _core.Memory.Write(address, source);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void FillMemory(ulong address, ulong length, byte value)
    {
        Enter();
        try
        {
            _core.Memory.Fill(address, length, value);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (action.Registers is { IsDefault: false, Length: > RealmAction.MaximumRegisters })
        {
            throw new ArgumentException(
                $"An SMC of the realm sets {RealmAction.MaximumRegisters} registers at most, x0…x17; this one has {action.Registers.Length}.",
                nameof(action));
        }

        Enter();
        _core.Script.Enqueue(action);
        Exit();
    }

    /// <inheritdoc/>
    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result)
    {
        Enter();
        bool taken = _core.Script.TryTakeResult(out result);
        Exit();
        return taken;
    }

    /// <summary>
    /// Makes a REC running, as if another CPU were inside REC_ENTER of it: REC_ENTER and REC_DESTROY of it answer ERROR_REC, REALM_TERMINATE
    /// of its realm ERROR_REALM, until <see cref="ReleaseRec"/>. The realm does nothing meanwhile.
    /// </summary>
    /// <param name="rec">PA of the REC.</param>
    /// <returns>False when a CPU could not be inside it: no such REC, running already, off, waiting for PSCI_COMPLETE, or its realm not ACTIVE.</returns>
    public bool HoldRec(ulong rec)
    {
        Enter();
        try
        {
            return RecHold.TryHold(_core, rec);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Ends what <see cref="HoldRec"/> began: the REC leaves REC_ENTER.</summary>
    /// <param name="rec">PA of the REC.</param>
    /// <returns>False when it is not held.</returns>
    public bool ReleaseRec(ulong rec)
    {
        Enter();
        try
        {
            return RecHold.TryRelease(_core, rec);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Enter();
        try
        {
            _core = new RmmCore(_core.Platform);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>A copy of the whole machine, memory included, that shares everything until either side writes: microseconds, whatever its size.</summary>
    public SimulatedRmm Fork()
    {
        Enter();
        try
        {
            return new SimulatedRmm(_core.Fork());
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    IRmm IRmmFork.Fork() => Fork();

    /// <inheritdoc/>
    bool IReasonedBatch.IsOneMessage => false;

    /// <inheritdoc/>
    void IReasonedBatch.CallMany(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        Enter();
        try
        {
            diagnoses.Clear();
            for (int i = 0; i < calls.Length; i++)
            {
                _core.Dispatch(ref calls[i]);
                if (calls[i].X0 != RmiResult.Success.Word)
                    diagnoses[i] = _core.Diagnose();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public bool TryGetGranule(ulong address, out GranuleView view)
    {
        Enter();
        try
        {
            return GranuleViews.TryGet(_core.Memory, address, out view);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top)
    {
        Enter();
        try
        {
            return GranuleViews.TryGetRun(_core.Memory, address, out view, out top);
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length)
    {
        Enter();
        try
        {
            length = 0;
            if (slot is < 0 or >= RealmMeasurements.SlotCount || !_core.TryRealm(rd, out RealmDescriptor? realm))
            {
                return false;
            }

            length = realm.Measurements.DigestLength;
            realm.Measurements.Slot(slot)[..length].CopyTo(destination);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _gate, 1, 0) != 0)
        {
            EnterContended();
        }
    }

    private void EnterContended()
    {
        var spin = default(SpinWait);
        do
        {
            spin.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref _gate, 1, 0) != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Exit() => Volatile.Write(ref _gate, 0);
}
