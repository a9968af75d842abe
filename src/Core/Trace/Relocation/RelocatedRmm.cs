using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>An RMM on one machine that a trace of another machine can be replayed against: addresses are those of the trace.</summary>
/// <param name="inner">The RMM that answers.</param>
/// <param name="platform">The machine that the trace describes.</param>
/// <param name="relocation">Where its memory is on the RMM's own machine.</param>
public sealed class RelocatedRmm(IRmm inner, RmmPlatform platform, TraceRelocation relocation) : IRmm, IRmmDiagnostics
{
    private readonly IRmmDiagnostics? _diagnostics = inner.As<IRmmDiagnostics>();

    /// <inheritdoc/>
    public RmmPlatform Platform { get; } = platform;

    /// <summary>Where the memory is.</summary>
    public TraceRelocation Relocation { get; } = relocation;

    /// <inheritdoc/>
    public RmiDiagnosis LastDiagnosis
    {
        get
        {
            RmiDiagnosis diagnosis = _diagnostics?.LastDiagnosis ?? default;
            return diagnosis.Kind is ObstacleKind.Granule or ObstacleKind.Realm or ObstacleKind.Rec
                ? diagnosis with { Value = Relocation.AddressBack(diagnosis.Value) }
                : diagnosis;
        }
    }

    /// <summary>The RMM itself when it has the memory of a trace where the trace has it, else one that has it elsewhere.</summary>
    /// <param name="rmm">The RMM.</param>
    /// <param name="trace">The machine that the trace describes.</param>
    /// <exception cref="InvalidOperationException">The trace's machine does not fit; the message says why.</exception>
    public static IRmm Adapt(IRmm rmm, RmmPlatform trace)
    {
        ArgumentNullException.ThrowIfNull(rmm);
        if (!TraceRelocation.TryPlan(trace, rmm.Platform, out TraceRelocation? relocation, out string? obstacle))
        {
            throw new InvalidOperationException(obstacle);
        }

        return relocation.IsIdentity ? rmm : new RelocatedRmm(rmm, trace, relocation);
    }

    /// <inheritdoc/>
    public void Call(ref RmiRegisters registers)
    {
        if (!Platform.Profile.Commands.TryGet(unchecked((uint)registers.X0), out RmiCommandInfo? command))
        {
            inner.Call(ref registers);
            return;
        }

        RmiRegisters arguments = registers;
        RmiRegisters call = registers;
        ImmutableArray<RegisterRole> roles = RegisterRoles.OfOperands(command);
        for (int i = 0; i < roles.Length; i++)
        {
            call[i + 1] = Relocation.Apply(RegisterRoles.Resolve(roles[i], arguments, i), call[i + 1], back: false);
        }

        CallStructure[] read = CallStructure.ReadBy(command, arguments);
        ulong[]?[] originals = [.. read.Select(structure => Translate(structure, back: false))];
        inner.Call(ref call);
        for (int i = 0; i < read.Length; i++)
        {
            if (originals[i] is { } original)
            {
                Write(read[i], original);
            }
        }

        registers = call;
        roles = RegisterRoles.OfOutputs(command, call.Result);
        for (int i = 0; i < roles.Length; i++)
        {
            registers[i + 1] = Relocation.Apply(roles[i], registers[i + 1], back: true);
        }

        foreach (CallStructure written in CallStructure.WrittenBy(command, arguments, registers))
        {
            Translate(written, back: true);
        }
    }

    /// <inheritdoc/>
    public void ReadMemory(ulong address, Span<byte> destination) => inner.ReadMemory(Relocation.Address(address), destination);

    /// <inheritdoc/>
    public void WriteMemory(ulong address, ReadOnlySpan<byte> source) => inner.WriteMemory(Relocation.Address(address), source);

    /// <inheritdoc/>
    public void FillMemory(ulong address, ulong length, byte value) => inner.FillMemory(Relocation.Address(address), length, value);

    /// <inheritdoc/>
    public bool TryGetGranule(ulong address, out GranuleView view)
    {
        view = default;
        bool isThere = _diagnostics?.TryGetGranule(Relocation.Address(address), out view) ?? false;
        view = view with { Owner = Relocation.AddressBack(view.Owner) };
        return isThere;
    }

    /// <inheritdoc/>
    public bool TryGetGranuleRun(ulong address, out GranuleView view, out ulong top)
    {
        view = default;
        top = 0;
        if (_diagnostics is null || !_diagnostics.TryGetGranuleRun(Relocation.Address(address), out view, out ulong moved))
        {
            return false;
        }

        // The target's memory may go on where the trace's ends.
        ulong end = Platform.Dram.FirstOrDefault(bank => bank.Contains(address)) is { Size: > 0 } bank ? bank.Top : ulong.MaxValue;
        top = Math.Min(Relocation.Apply(RegisterRole.PhysicalTop, moved, back: true), end);
        view = view with { Owner = Relocation.AddressBack(view.Owner) };
        return true;
    }

    /// <inheritdoc/>
    public bool TryGetMeasurement(ulong rd, int slot, Span<byte> destination, out int length)
    {
        length = 0;
        return _diagnostics?.TryGetMeasurement(Relocation.Address(rd), slot, destination, out length) ?? false;
    }

    /// <summary>What the inner RMM has; diagnostics with the addresses of the trace.</summary>
    public T? As<T>()
        where T : class
    {
        if (typeof(T) == typeof(IRmmDiagnostics) && _diagnostics is null)
            return null;
        return this as T ?? inner.As<T>();
    }

    // The words before the translation; null when nothing was changed.
    private ulong[]? Translate(CallStructure structure, bool back)
    {
        ulong[] words = new ulong[structure.Count];
        try
        {
            ReadMemory(structure.Address, MemoryMarshal.AsBytes(words.AsSpan()));
        }
        catch (GranuleProtectionFaultException)
        {
            // The RMM meets the same fault and says so.
            return null;
        }

        ulong[] moved = [.. words.Select(word => Relocation.Apply(structure.Role, word, back))];
        Write(structure, moved);
        return words;
    }

    private void Write(CallStructure structure, ulong[] words) => WriteMemory(structure.Address, MemoryMarshal.AsBytes(words.AsSpan()));
}
