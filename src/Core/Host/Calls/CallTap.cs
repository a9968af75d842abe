using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Notes every call on its way to an RMM, and what it answers.</summary>
internal sealed class CallTap(IRmm inner) : RmmDecorator(inner)
{
    /// <summary>The calls, in order.</summary>
    internal List<(RmiRegisters Inputs, RmiResult Result)> Calls { get; } = [];

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        RmiRegisters inputs = registers;
        Inner.Call(ref registers);
        Calls.Add((inputs, registers.Result));
    }
}
