using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>GRANULE_DELEGATE, GRANULE_UNDELEGATE of RMI 1.0: one granule of DRAM a call (§4.4).</summary>
internal static class GranuleCommands10
{
    internal static RmiResult Delegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => Move(rmm, call.X1, GranuleMove.Delegate);

    internal static RmiResult Undelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => Move(rmm, call.X1, GranuleMove.Undelegate);

    private static RmiResult Move(RmmCore rmm, ulong granule, GranuleMove move)
    {
        if (rmm.Memory.Move(granule, move.From, move.To) != (int)move.From) return rmm.Input(move.WrongState, granule);
        return RmiResult.Success;
    }
}
