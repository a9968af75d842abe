using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>What came of importing a log.</summary>
/// <param name="Name">The log.</param>
/// <param name="Platform">The machine that the trace describes; its profile is the generation of the interface in the log.</param>
/// <param name="Completeness">How much of the conversation the log holds.</param>
/// <param name="Calls">Calls taken from the log.</param>
/// <param name="Inferred">Records that the log does not hold but that must have happened; marked in the trace.</param>
/// <param name="ForeignLines">Lines about something else.</param>
/// <param name="Damaged">Lines that look like calls but are cut, mixed up or contradict the interface.</param>
public sealed record TraceImportReport(
    string Name,
    RmmPlatform Platform,
    TraceCompleteness Completeness,
    long Calls,
    long Inferred,
    long ForeignLines,
    ImmutableArray<TraceImportIssue> Damaged)
{
    /// <summary>For example <c>rmm.log: RMI 2.0, Lifecycle: 61 calls, 40 records inferred, 12 foreign lines, 1 damaged line</c>.</summary>
    public override string ToString() =>
        $"{Name}: RMI {Platform.Profile}, {Completeness}: {Calls} calls, {Inferred} records inferred, {ForeignLines} foreign lines, {Damaged.Length} damaged lines";
}
