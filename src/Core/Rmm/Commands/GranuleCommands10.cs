using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>GRANULE_DELEGATE, GRANULE_UNDELEGATE of RMI 1.0: one granule of DRAM a call (§4.4).</summary>
internal static class GranuleCommands10
{
    internal static RmiResult Delegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.Memory.Is(call.X1, GranuleState.NonSecure)) return rmm.Input(Cause.NotNonSecure, call.X1);
        rmm.Memory.SetState(call.X1, GranuleState.Delegated);
        return RmiResult.Success;
    }

    internal static RmiResult Undelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.Memory.Is(call.X1, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, call.X1);
        rmm.Memory.SetState(call.X1, GranuleState.NonSecure);
        return RmiResult.Success;
    }
}
