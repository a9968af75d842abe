namespace RealmTools.Trace;

/// <summary>How a trace is replayed.</summary>
public sealed record TraceReplayOptions
{
    /// <summary>Stop at the first divergence; everything is told once.</summary>
    public static TraceReplayOptions Default { get; } = new();

    /// <summary>Whether to go on after a divergence.</summary>
    public bool ContinueAfterDivergence { get; init; }

    /// <summary>The most divergences a result lists; further ones are counted.</summary>
    public int MaximumDivergences { get; init; } = 1000;

    /// <summary>Stop before the first record at or after this line; 0 to replay all.</summary>
    public long StopBeforeLine { get; init; }

    /// <summary>Told of each divergence as it is found, those that the result does not list included.</summary>
    public Action<TraceDivergence>? OnDivergence { get; init; }
}
