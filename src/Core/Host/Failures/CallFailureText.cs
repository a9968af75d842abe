using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Puts failed RMI calls into words: with the RMM's reason where it gives one, otherwise with what the status alone can mean.</summary>
public static class CallFailureText
{
    /// <summary>What happened, as a sentence.</summary>
    public static string Sentence(HostCall call)
    {
        string subject = call.Target.Length == 0 ? call.CommandName : $"{call.CommandName} {call.Target}";
        if (call.Unanswered is not null) return $"the RMM did not answer {subject}; whether it took effect is unknown. {call.Unanswered.Message}";
        if (call.Complaint.Length > 0) return $"{subject} {call.Complaint}.";

        if (call.ForeignProfile is { } other) return $"{subject} answered {call.Result}: it is a command of RMI {other}, and this RMM speaks another generation.";

        RmiDiagnosis diagnosis = call.Diagnosis;
        if (diagnosis.Reason is null) return $"{subject} answered {call.Result}: {Meaning(call)}.";

        string obstacle = diagnosis.Kind == ObstacleKind.None ? string.Empty : $" ({diagnosis.Obstacle})";
        return $"{subject} answered {call.Result}: {diagnosis.Reason.Sentence.TrimEnd('.')}{obstacle}.";
    }

    /// <summary>What to do about it.</summary>
    public static string WayOut(HostCall call)
    {
        if (call.Unanswered is not null) return "Check the agent, then connect again with Connect-RealmHost -Reconcile: it asks the RMM what became of the granules that are in doubt.";
        if (call.ComplaintId == FailureId.OutOfMemory) return "Remove realms or memory that are not needed, or connect a host with more DRAM.";
        if (call.Complaint.Length > 0) return "Record a trace with Start-RmiTrace and compare it with the specification: this RMM breaks a rule of the interface.";
        if (call.ForeignProfile is { } other) return $"Do without it, as hosts of this generation do, or connect with -Profile {other}.";
        if (call.Diagnosis.Reason is not null) return call.Diagnosis.Reason.WayOut;

        return call.Result switch
        {
            { IsUnknownFunction: true } => "Connect with the profile that has the command.",
            { Status: RmiStatus.ErrorInput } => "Check the arguments and the state of the granules they name with Get-Granule.",
            { Status: RmiStatus.ErrorRealm } => "Check the realm's state with Get-Realm.",
            { Status: RmiStatus.ErrorRec } => "Let the vCPU leave the realm first.",
            { Status: RmiStatus.ErrorRtt } => "Look at the tree with Get-RttTree.",
            { Status: RmiStatus.Busy or RmiStatus.Blocked } => "Finish the stateful operations that are pending, then try again.",
            _ => "Look at the host's ledger with Get-Granule and at the calls with -Verbose.",
        };
    }

    /// <summary>The stable name of the failure.</summary>
    internal static FailureId IdOf(HostCall call) =>
        call.Unanswered is not null ? FailureId.RmmUnreachable
        : call.Complaint.Length > 0 ? call.ComplaintId
        : call.Result.IsUnknownFunction ? FailureId.NotInProfile
        : FailureId.RmiFailed;

    private static string Meaning(HostCall call) => call.Result switch
    {
        { IsUnknownFunction: true } => "this RMM has no such command",
        { Status: RmiStatus.ErrorInput } => "an argument is out of range or unaligned, or a granule it names is not in the state the command needs",
        { Status: RmiStatus.ErrorRealm } => call.Command == RmiCommand.RealmDestroy
            ? "the realm was not terminated, still has RECs or devices, or a root table still has live entries"
            : "the realm's state does not allow it",
        { Status: RmiStatus.ErrorRec } => "the REC is running, may not run, or belongs to another realm",
        { Status: RmiStatus.ErrorRtt } => $"the table walk ended at level {call.Result.Level}, or the entry there is not what the command needs",
        { Status: RmiStatus.ErrorRttAux } => "an auxiliary table still maps the address",
        { Status: RmiStatus.ErrorGlobal } => "the RMM is not active, or VMIDs, MECIDs or random numbers are exhausted",
        { Status: RmiStatus.Busy } => "something it needs is in use",
        { Status: RmiStatus.Blocked } => "other stateful operations have to be finished first",
        { Status: RmiStatus.Incomplete } => "the operation asks for something the host does not give here",
        _ => "the RMM gives no reason",
    };
}
