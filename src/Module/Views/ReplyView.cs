using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of a call's reply show beyond its properties; lines that say nothing are left empty.</summary>
public static class ReplyView
{
    /// <summary>The check that refused the call, in words.</summary>
    public static string? Reason(RmiReply reply) => reply.Reason is { } reason ? $"{reason.Id}: {reason.Sentence}" : null;

    /// <summary>What to do about it.</summary>
    public static string? WayOut(RmiReply reply) => reply.Reason?.WayOut;
}
