using RealmTools.Rmi;

namespace RealmTools.Benchmarks.Loops;

/// <summary>One call of a loop and the result word it must give.</summary>
/// <param name="Registers">The call.</param>
/// <param name="Expected">X0 afterwards.</param>
public readonly record struct LoopCall(RmiRegisters Registers, ulong Expected)
{
    /// <summary>A call that must succeed.</summary>
    public static LoopCall Ok(RmiCommand command, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0, ulong x4 = 0, ulong x5 = 0) =>
        new(new RmiRegisters(command, x1, x2, x3, x4, x5), RmiResult.Success.Word);

    /// <summary>A call that must start or carry on a stateful operation.</summary>
    public static LoopCall Incomplete(MemoryRequest request, RmiCommand command, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0) =>
        new(new RmiRegisters(command, x1, x2, x3), RmiResult.Incomplete(request).Word);
}
