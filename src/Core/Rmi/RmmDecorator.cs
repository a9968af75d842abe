namespace RealmTools.Rmi;

/// <summary>An RMM that passes everything on to another: the base of recorders and fault injectors.</summary>
/// <remarks>What else the other one can do is found through it, but for another way to make calls, which would lead past it.</remarks>
/// <param name="inner">The RMM that answers.</param>
public abstract class RmmDecorator(IRmm inner) : IRmm
{
    /// <inheritdoc/>
    public RmmPlatform Platform => Inner.Platform;

    /// <summary>The RMM that answers.</summary>
    public IRmm Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public virtual void Call(ref RmiRegisters registers) => Inner.Call(ref registers);

    /// <inheritdoc/>
    public virtual void CallMany(Span<RmiRegisters> calls)
    {
        foreach (ref RmiRegisters call in calls)
        {
            Call(ref call);
        }
    }

    /// <inheritdoc/>
    public virtual void ReadMemory(ulong address, Span<byte> destination) => Inner.ReadMemory(address, destination);

    /// <inheritdoc/>
    public virtual void WriteMemory(ulong address, ReadOnlySpan<byte> source) => Inner.WriteMemory(address, source);

    /// <inheritdoc/>
    public virtual void FillMemory(ulong address, ulong length, byte value) => Inner.FillMemory(address, length, value);

    /// <inheritdoc/>
    public virtual T? As<T>()
        where T : class => this as T ?? (typeof(T) == typeof(IReasonedBatch) ? null : Inner.As<T>());
}
