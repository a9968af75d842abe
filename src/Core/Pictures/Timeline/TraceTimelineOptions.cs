namespace RealmTools.Pictures;

/// <summary>What of a trace becomes a timeline.</summary>
public sealed record TraceTimelineOptions
{
    /// <summary>The realm by its number in the trace; null where the trace has only one.</summary>
    public int? Realm { get; init; }

    /// <summary>First line whose calls are steps.</summary>
    public long FirstLine { get; init; } = 1;

    /// <summary>Last line whose calls are steps.</summary>
    public long LastLine { get; init; } = long.MaxValue;

    /// <summary>The most steps, at least 1: calls beyond that share steps, long loops first.</summary>
    public int MaximumSteps { get; init; } = 200;

    /// <summary>The whole life of the only realm.</summary>
    public static TraceTimelineOptions Default { get; } = new();
}
