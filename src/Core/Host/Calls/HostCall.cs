using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>One RMI call of the host and what it answered.</summary>
/// <param name="Sequence">Its number among all calls of the host, from 1.</param>
/// <param name="CommandName">The command as the profile spells it, such as <c>RTT_DESTROY</c>.</param>
/// <param name="Inputs">Registers before the call.</param>
/// <param name="Outputs">Registers after it.</param>
/// <param name="Diagnosis">Why, when the RMM can tell; otherwise without a reason.</param>
public sealed record HostCall(long Sequence, string CommandName, RmiRegisters Inputs, RmiRegisters Outputs, RmiDiagnosis Diagnosis)
{
    /// <summary>Result word.</summary>
    public RmiResult Result => Outputs.Result;

    /// <summary>For example <c>RTT_DESTROY → ERROR_RTT(3), RTT_DESTROY.table-live</c>.</summary>
    public override string ToString() =>
        Diagnosis.Reason is null ? $"{CommandName} → {Result}" : $"{CommandName} → {Result}, {Diagnosis.Reason.Id}";
}
