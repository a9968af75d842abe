using System.Globalization;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Agent;

/// <summary>Replays traces and reports on each.</summary>
/// <param name="output">Takes the report.</param>
/// <param name="error">Takes what is said about unusable input.</param>
/// <param name="createTarget">Makes a freshly booted RMM for a machine.</param>
internal sealed class ReplayRun(TextWriter output, TextWriter error, Func<RmmPlatform, IRmm> createTarget)
{
    private int _passed;
    private int _failed;
    private int _unusable;
    private long _calls;
    private TimeSpan _duration;

    /// <summary>Whether rates are told.</summary>
    public bool ShowsRate { get; init; }

    /// <summary>Whether a replay goes on after a mismatch.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether the story of the object is told that the first mismatch is about.</summary>
    public bool ShowsHistory { get; init; }

    /// <summary>Where the trees are shown; null for nowhere.</summary>
    public TreePoint? Tree { get; init; }

    /// <summary>Replays all traces that the paths name.</summary>
    /// <returns>The exit status.</returns>
    public int Run(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (string path in paths)
        {
            Guard(path, () =>
            {
                foreach (string file in TraceFiles.Find(path))
                {
                    Guard(file, () => Replay(file, cancellation));
                }
            });
        }

        if (ShowsRate && _passed + _failed > 1)
        {
            output.WriteLine($"all: {Rate(_calls, _duration)}");
        }

        output.WriteLine($"{_passed} passed, {_failed} failed");
        return _unusable > 0 ? ExitStatus.Unusable : _failed > 0 ? ExitStatus.Failed : ExitStatus.Good;
    }

    private void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TraceFormatException)
        {
            _unusable++;
            error.WriteLine(e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}");
        }
    }

    private void Replay(string file, CancellationToken cancellation)
    {
        RealmWatch? watch = null;
        var options = new TraceReplayOptions
        {
            ContinueAfterDivergence = Continues,
            StopBeforeLine = Tree?.Line ?? 0,
        };

        using TraceReader reader = TraceReader.Open(file);
        TraceReplayResult result;
        try
        {
            result = TraceReplayer.Replay(
                reader, platform => Tree is null ? createTarget(platform) : watch = new RealmWatch(createTarget(platform)), options, cancellation);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or TraceFormatException or OperationCanceledException))
        {
            // A defect of the target must not hide what the other traces have to say.
            _failed++;
            output.WriteLine($"FAIL {file}: the target broke down at line {reader.LineNumber}");
            error.WriteLine($"{file}, line {reader.LineNumber}: {e}");
            return;
        }

        _calls += result.Calls;
        _duration += result.Duration;
        if (result.IsIdentical)
            _passed++;
        else
            _failed++;
        Report(file, result);
        if (ShowsHistory && !result.IsIdentical)
        {
            WriteHistory(file, result.Divergences[0]);
        }

        if (watch is not null)
        {
            WriteTree(result, watch);
        }
    }

    private void Report(string file, TraceReplayResult result)
    {
        string verdict = result.IsIdentical ? "PASS" : "FAIL";
        string differences = result.IsIdentical ? string.Empty
            : Continues ? $", {result.DivergenceCount} differ" : $", differs at line {result.Divergences[0].Line}";
        string notChecked = result.UncheckedRecords == 0 ? string.Empty : $", {result.UncheckedRecords} records not checked";
        string cut = result.IsCut ? $", cut off after line {result.LastLine}" : string.Empty;
        string rate = ShowsRate ? $": {Rate(result.Calls, result.Duration)}" : $": {result.Calls} calls";
        output.WriteLine($"{verdict} {file}{rate}{differences}{notChecked}{cut}");

        foreach (TraceDivergence divergence in result.Divergences)
        {
            output.WriteLine($"    line {divergence.Line}: {divergence.Record}");
            output.WriteLine($"    expected {divergence.Expected}");
            output.WriteLine($"    got      {divergence.Actual}");
            if (divergence.Diagnosis.Reason is { } reason)
            {
                output.WriteLine($"    reason   {divergence.Diagnosis}: {reason.Sentence}");
            }
        }

        if (result.DivergenceCount > result.Divergences.Length)
        {
            output.WriteLine($"    and {result.DivergenceCount - result.Divergences.Length} more");
        }
    }

    private void WriteHistory(string file, TraceDivergence divergence)
    {
        if (TraceObject.Of(divergence) is not { } what)
        {
            return;
        }

        output.WriteLine($"    history of {what}:");
        foreach (TraceEvent e in TraceHistory.Of(TraceReader.Open(file), what, divergence.Line))
        {
            output.WriteLine($"      {e}");
        }
    }

    private void WriteTree(TraceReplayResult result, RealmWatch watch)
    {
        output.WriteLine(Tree!.Line > 0 && result.IsIdentical ? $"  before line {Tree.Line}" : $"  after line {result.LastLine}");
        foreach (string line in RmmStateText.Lines(watch))
        {
            output.WriteLine($"  {line}");
        }
    }

    private static string Rate(long calls, TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{calls} calls in {duration.TotalMilliseconds:0.0} ms, {calls / duration.TotalSeconds:0} calls/s");
}
