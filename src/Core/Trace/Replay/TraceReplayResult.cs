using System.Collections.Immutable;

namespace RealmTools.Trace;

/// <summary>What came of replaying a trace.</summary>
/// <param name="Name">The trace.</param>
/// <param name="Records">Records replayed, the header's included.</param>
/// <param name="Calls">RMI calls made, loops expanded.</param>
/// <param name="Divergences">Where target and trace part, in order; only the first when the replay stops there.</param>
/// <param name="DivergenceCount">How many there were.</param>
/// <param name="UncheckedRecords">Records that the target cannot answer: realm actions, realm results and private views.</param>
/// <param name="LastLine">Line of the last record replayed.</param>
/// <param name="IsCut">Whether the trace ends in a cut line, which was left out.</param>
/// <param name="Duration">Reading, calling and comparing.</param>
public sealed record TraceReplayResult(
    string Name,
    long Records,
    long Calls,
    ImmutableArray<TraceDivergence> Divergences,
    long DivergenceCount,
    long UncheckedRecords,
    long LastLine,
    bool IsCut,
    TimeSpan Duration)
{
    /// <summary>What the trace did before to the object that the first divergence is about; empty where nobody looked.</summary>
    public ImmutableArray<TraceEvent> History { get; init; } = [];

    /// <summary>Whether target and trace agree.</summary>
    public bool IsIdentical => DivergenceCount == 0;

    /// <summary>Calls a second; 0 when no time passed.</summary>
    public double CallsPerSecond => Duration > TimeSpan.Zero ? Calls / Duration.TotalSeconds : 0;
}
