namespace RealmTools.Trace;

/// <summary>What counts as a difference between two traces.</summary>
public sealed record TraceCompareOptions
{
    /// <summary>Everything that was said counts.</summary>
    public static TraceCompareOptions Default { get; } = new();

    /// <summary>
    /// Whether physical addresses only need to play the same part: each stands for the place at which its trace first names it. Two
    /// hosts that allocate differently then hold the same conversation.
    /// </summary>
    public bool IgnoreAddresses { get; init; }

    /// <summary>Whether only calls and loops are compared: no memory, no realm actions, no private views.</summary>
    public bool CallsOnly { get; init; }
}
