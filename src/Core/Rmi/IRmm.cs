namespace RealmTools.Rmi;

/// <summary>
/// A Realm Management Monitor as its host meets it: RMI calls, registers in and registers out, and the non-secure memory both share.
/// </summary>
/// <remarks>
/// Calls are atomic and may come from any thread. What a particular RMM can do beyond that, such as naming reasons or taking a
/// script for the realm, is a second interface that <see cref="As{T}"/> finds and that callers must be able to live without.
/// </remarks>
public interface IRmm
{
    /// <summary>The machine the RMM runs on.</summary>
    RmmPlatform Platform { get; }

    /// <summary>Performs one RMI call.</summary>
    /// <param name="registers">Function ID and arguments; afterwards result word and outputs.</param>
    /// <exception cref="RmmUnreachableException">The RMM did not answer; whether the call took effect is unknown.</exception>
    void Call(ref RmiRegisters registers);

    /// <summary>Performs calls that do not depend on one another's outputs, in order.</summary>
    /// <param name="calls">Each as for <see cref="Call(ref RmiRegisters)"/>.</param>
    /// <exception cref="RmmUnreachableException">The RMM did not answer; calls whose X0 still holds a function ID are in doubt.</exception>
    void CallMany(Span<RmiRegisters> calls)
    {
        foreach (ref RmiRegisters call in calls)
        {
            Call(ref call);
        }
    }

    /// <summary>Reads non-secure memory.</summary>
    /// <param name="address">PA of the first byte, no alignment needed.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <exception cref="GranuleProtectionFaultException">A byte is not in non-secure memory.</exception>
    void ReadMemory(ulong address, Span<byte> destination);

    /// <summary>Writes non-secure memory.</summary>
    /// <param name="address">PA of the first byte, no alignment needed.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="GranuleProtectionFaultException">A byte is not in non-secure memory.</exception>
    void WriteMemory(ulong address, ReadOnlySpan<byte> source);

    /// <summary>Fills non-secure memory with one byte.</summary>
    /// <param name="address">PA of the first byte, no alignment needed.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="value">The byte.</param>
    /// <exception cref="GranuleProtectionFaultException">A byte is not in non-secure memory.</exception>
    void FillMemory(ulong address, ulong length, byte value);

    /// <summary>This RMM, or the one it decorates, as another interface; null when none has it.</summary>
    T? As<T>()
        where T : class => this as T;
}
