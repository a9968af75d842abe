using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What an RMM answered to a call, by the names that the interface uses.</summary>
/// <param name="Command">The command, or the function ID as 8 hexadecimal digits.</param>
/// <param name="Result">Status with level or index.</param>
/// <param name="Operands">Operands by name; registers beyond those the interface names only when they are not zero.</param>
/// <param name="Outputs">Outputs that are defined for the command and result, by name.</param>
/// <param name="Reason">Why the RMM refused the call; null when it did not, or cannot tell.</param>
/// <param name="Obstacle">What was in the way; empty when that is not known.</param>
/// <param name="Registers">X0…X7 after the call.</param>
public sealed record RmiReply(
    string Command,
    RmiResult Result,
    IReadOnlyDictionary<string, ulong> Operands,
    IReadOnlyDictionary<string, ulong> Outputs,
    RmiReason? Reason,
    string Obstacle,
    RmiRegisters Registers)
{
    /// <summary>Status; of a function ID without a handler, 255.</summary>
    public RmiStatus Status => Result.Status;

    /// <summary>RTT level at which a walk failed; null for other statuses.</summary>
    public int? Level => Result.Status is RmiStatus.ErrorRtt or RmiStatus.ErrorRttAux ? Result.Level : null;

    /// <summary>Whether the call succeeded.</summary>
    public bool IsSuccess => Result.IsSuccess;

    /// <summary>Names the registers of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="commands">The commands of the RMM's generation.</param>
    public static RmiReply From(HostCall call, RmiCommandTable commands)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(commands);
        commands.TryGet(unchecked((uint)call.Inputs.X0), out RmiCommandInfo? info);
        return new RmiReply(
            call.CommandName,
            call.Result,
            RmiValues.Operands(info, call.Inputs),
            RmiValues.Outputs(info, call.Outputs),
            call.Diagnosis.Reason,
            call.Diagnosis.Obstacle,
            call.Outputs);
    }

    /// <summary>For example <c>RTT_DESTROY: ERROR_RTT(3), RTT_DESTROY.table-live</c>.</summary>
    public override string ToString() => $"{Command}: {Result}{(Reason is null ? string.Empty : $", {Reason.Id}")}";
}
