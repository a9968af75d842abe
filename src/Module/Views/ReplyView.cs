using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of a call's reply show beyond its properties; lines that say nothing are left empty.</summary>
public static class ReplyView
{
    /// <summary>The check that refused the call, in words.</summary>
    public static string? Reason(RmiReply reply) => Sentence(reply.Reason);

    /// <summary>A check by its name and in words.</summary>
    public static string? Sentence(RmiReason? reason) => reason is null ? null : $"{reason.Id}: {reason.Sentence}";

    /// <summary>What the RMM answered to a host's call, if it did.</summary>
    public static string Result(HostCall call) => call.Unanswered is null ? call.Result.ToString() : "no answer";

    /// <summary>The answer to a host's call, and the check that refused it.</summary>
    public static string Answer(HostCall call) => call.Diagnosis.Reason is { } reason ? $"{Result(call)}, {reason.Id}" : Result(call);

    /// <summary>What to do about it.</summary>
    public static string? WayOut(RmiReply reply) => reply.Reason?.WayOut;
}
