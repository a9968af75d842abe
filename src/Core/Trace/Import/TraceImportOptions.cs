using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>How a log is imported.</summary>
public sealed record TraceImportOptions
{
    /// <summary>Whatever is missing is inferred and marked.</summary>
    public static TraceImportOptions Default { get; } = new();

    /// <summary>Whether to refuse a log that does not hold everything that must have happened.</summary>
    public bool Strict { get; init; }

    /// <summary>The machine the log comes from; null to guess its memory from the addresses in the log.</summary>
    public RmmPlatform? Platform { get; init; }
}
