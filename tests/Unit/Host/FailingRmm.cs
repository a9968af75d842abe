using RealmTools.Rmi;

namespace RealmTools.Tests.Host;

/// <summary>An RMM that answers one call of a command with ERROR_INPUT and does nothing.</summary>
/// <param name="inner">The RMM that does the rest.</param>
/// <param name="command">The command.</param>
/// <param name="failAt">Which of its calls fails, from 1.</param>
/// <param name="elsewhere">Whether it hides that it is a simulator, so that hosts send it whole batches.</param>
internal sealed class FailingRmm(IRmm inner, RmiCommand command, int failAt, bool elsewhere) : IRmm
{
    private int _calls;

    public RmmPlatform Platform => Inner.Platform;

    internal IRmm Inner { get; } = inner;

    public void Call(ref RmiRegisters registers)
    {
        if (RmiFunction.CommandOf(registers.X0) == command && ++_calls == failAt)
        {
            registers = default;
            registers.X0 = RmiResult.From(RmiStatus.ErrorInput).Word;
            return;
        }

        Inner.Call(ref registers);
    }

    public void ReadMemory(ulong address, Span<byte> destination) => Inner.ReadMemory(address, destination);

    public void WriteMemory(ulong address, ReadOnlySpan<byte> source) => Inner.WriteMemory(address, source);

    public void FillMemory(ulong address, ulong length, byte value) => Inner.FillMemory(address, length, value);

    public T? As<T>()
        where T : class => elsewhere ? null : this as T ?? Inner.As<T>();
}
