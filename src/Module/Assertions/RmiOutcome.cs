using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Assertions;

/// <summary>How an RMI call went, taken from whatever tells of one: an error record, an exception, a reply, a step of a tear-down.</summary>
/// <param name="Command">The command.</param>
/// <param name="Result">Its result word.</param>
/// <param name="Reason">Why it was refused; null when it was not, or nobody tells.</param>
internal sealed record RmiOutcome(string Command, RmiResult Result, RmiReason? Reason)
{
    /// <summary>Name of the status of a function ID without a handler.</summary>
    public const string UnknownFunction = "SMC_UNKNOWN";

    /// <summary>RTT level, or index.</summary>
    public int Index => Result.Status is RmiStatus.ErrorRtt or RmiStatus.ErrorRttAux ? Result.Level : Result.Index;

    /// <summary>The outcome that an object tells of; null when it tells of none.</summary>
    public static RmiOutcome? From(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        ErrorRecord record => From(record.Exception),
        HostException { Call: { } call } => From(call),
        RuntimeException { ErrorRecord.Exception: HostException inner } => From(inner),
        Exception { InnerException: { } inner } => From(inner),
        HostCall { Unanswered: null, Complaint.Length: 0 } call => new RmiOutcome(call.CommandName, call.Result, call.Diagnosis.Reason),
        RmiReply reply => new RmiOutcome(reply.Command, reply.Result, reply.Reason),
        TeardownStepResult step => step.Failure is null ? null : From(step.Failure),
        TeardownReport report => report.FirstFailure is null ? null : From(report.FirstFailure),
        _ => null,
    };

    /// <summary>For example <c>RTT_DESTROY answered ERROR_RTT(3), RTT_DESTROY.table-live</c>.</summary>
    public override string ToString() => $"{Command} answered {Result}{(Reason is null ? string.Empty : $", {Reason.Id}")}";
}
