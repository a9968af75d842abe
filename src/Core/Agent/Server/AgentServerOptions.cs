namespace RealmTools.Agent;

/// <summary>Limits of an agent.</summary>
public sealed record AgentServerOptions
{
    /// <summary>The limits that hold unless told otherwise.</summary>
    public static AgentServerOptions Default { get; } = new();

    /// <summary>The most sessions at a time; whoever comes later is refused.</summary>
    public int MaximumSessions { get; init; } = 32;

    /// <summary>How long a new connection may take to say hello.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take to accept an answer.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told of sessions that begin, end or are refused, a line each.</summary>
    public Action<string>? Log { get; init; }
}
