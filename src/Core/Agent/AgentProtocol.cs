namespace RealmTools.Agent;

/// <summary>Numbers and words of the agent protocol. Source: docs/agent-protocol.md.</summary>
public static class AgentProtocol
{
    /// <summary>The version of the protocol.</summary>
    public const int Version = 1;

    /// <summary>The longest line, its end not counted, in bytes.</summary>
    public const int MaximumLineLength = 16384;

    /// <summary>The most words a request reads.</summary>
    public const int MaximumWords = 512;

    /// <summary>The most calls that one <c>again</c> or <c>run</c> asks for, and so the longest run of answers.</summary>
    public const int MaximumRepeats = 4096;

    /// <summary>The most bytes a request of this implementation writes; the line's length is the protocol's only limit.</summary>
    internal const int WriteLength = 4096;

    /// <summary>Behind the answer to <c>hello</c>: granules and measurements can be asked for.</summary>
    public const string Views = "views";

    /// <summary>Likewise: failed calls name their reason behind <c>#</c>.</summary>
    public const string Reasons = "reasons";

    /// <summary>Likewise: realm actions can be queued and their results asked for.</summary>
    public const string Script = "script";

    /// <summary>Likewise: the RMM can be booted again.</summary>
    public const string Boot = "boot";

    /// <summary>Likewise: a call can be repeated with arguments that grow.</summary>
    public const string Again = "again";

    /// <summary>Likewise: the answers of calls that are repeated can be asked for as runs.</summary>
    public const string Runs = "runs";
}
