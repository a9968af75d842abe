using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>One RMI call of the host and what it answered.</summary>
/// <param name="Sequence">Its number among all calls of the host, from 1.</param>
/// <param name="Command">The command.</param>
/// <param name="CommandName">The command as the profile spells it, such as <c>RTT_DESTROY</c>.</param>
/// <param name="Target">What it was about, in words.</param>
/// <param name="Inputs">Registers before the call.</param>
/// <param name="Outputs">Registers after it.</param>
/// <param name="Diagnosis">Why it failed, when the RMM can tell; otherwise without a reason.</param>
public sealed record HostCall(
    long Sequence, RmiCommand Command, string CommandName, string Target, RmiRegisters Inputs, RmiRegisters Outputs, RmiDiagnosis Diagnosis)
{
    /// <summary>Result word; means nothing when the call was not answered.</summary>
    public RmiResult Result => Outputs.Result;

    /// <summary>What is wrong with a call that the RMM says succeeded; empty for a call that failed.</summary>
    public string Complaint { get; init; } = string.Empty;

    /// <summary>The failure that a complaint stands for.</summary>
    public FailureId ComplaintId { get; init; } = FailureId.RmmMisbehaved;

    /// <summary>Why the RMM did not answer; null when it did.</summary>
    public Exception? Unanswered { get; init; }

    /// <summary>The generation that has the command when the RMM's has not; otherwise null.</summary>
    public RmiProfile? ForeignProfile { get; init; }

    /// <summary>The call as a ledger remembers it.</summary>
    internal CallStamp Stamp => new(Sequence, Command, Unanswered is null ? Result : RmiResult.Success);

    /// <summary>What becomes of the granules it should have returned.</summary>
    internal GranuleFate Fate => Unanswered is null ? GranuleFate.Leaked : GranuleFate.InDoubt;

    /// <summary>For example <c>RTT_DESTROY 0x40000000 level 3 → ERROR_RTT(3), RTT_DESTROY.table-live</c>.</summary>
    public override string ToString()
    {
        string outcome = Unanswered is not null ? "no answer" : Complaint.Length > 0 ? Complaint : Result.ToString();
        string call = Target.Length == 0 ? CommandName : $"{CommandName} {Target}";
        return Diagnosis.Reason is null ? $"{call} → {outcome}" : $"{call} → {outcome}, {Diagnosis.Reason.Id}";
    }
}
