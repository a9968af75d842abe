using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>How a client speaks to an agent.</summary>
public sealed record AgentClientOptions
{
    /// <summary>Patience of a minute each, and reasons asked of the agent.</summary>
    public static AgentClientOptions Default { get; } = new();

    /// <summary>
    /// How long it may take to start what has to be started, to reach the agent and to hear its greeting;
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may take; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Finds the words of a reason without asking the agent; null when there are none.</summary>
    public Func<string, RmiReason?>? FindReason { get; init; }
}
