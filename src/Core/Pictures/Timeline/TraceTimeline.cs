using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Pictures;

/// <summary>
/// Makes a timeline from a trace: the trace is replayed twice, first to see which realms there are and what happens to them, then to
/// read the tree of one realm after each step.
/// </summary>
public static class TraceTimeline
{
    /// <summary>Makes the timeline of a realm.</summary>
    /// <param name="open">Opens the trace at its beginning.</param>
    /// <param name="createTarget">Makes a freshly booted RMM for the machine that the trace describes.</param>
    /// <param name="options">Which realm and which part of its life.</param>
    /// <param name="cancellation">Ends the work between two records.</param>
    /// <returns>The timeline, and how the replay went: after a divergence it shows what the target did, not what the trace tells.</returns>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>: no realm, several without a choice, none of that number, or no step in the lines.</exception>
    /// <exception cref="TraceFormatException">The trace is malformed.</exception>
    public static (RealmTimeline Timeline, TraceReplayResult Replay) Build(
        Func<TraceReader> open, Func<RmmPlatform, IRmm> createTarget, TraceTimelineOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(createTarget);
        options ??= TraceTimelineOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumSteps, 1, nameof(options));
        string name;
        var survey = new CallSurvey(options);
        using (TraceReader reader = open())
        {
            name = reader.Name;
            Replay(reader, createTarget, survey, cancellation);
        }

        TraceRealm realm = Choose(survey.Realms, options, name);
        var steps = StepPlan.For(survey.CallsOf(realm.Number), options.MaximumSteps);
        if (steps.Count == 0)
        {
            throw new HostException(
                FailureId.RealmNotFound, $"No call about {realm} of '{name}' stands in the lines {options.FirstLine}-{options.LastLine}.",
                $"Give lines within {realm.FirstLine}-{realm.LastLine}.", name);
        }

        using (TraceReader reader = open())
        {
            var recorder = new TimelineRecorder(realm, Path.GetFileName(name), options, steps);
            TraceReplayResult result = Replay(reader, createTarget, recorder, cancellation);
            return (recorder.Timeline, result);
        }
    }

    private static TraceReplayResult Replay(TraceReader reader, Func<RmmPlatform, IRmm> createTarget, RealmCallVisitor visitor, CancellationToken cancellation)
    {
        var options = new TraceReplayOptions { ContinueAfterDivergence = true, MaximumDivergences = 1 };
        return TraceReplayer.Replay(
            reader, platform => new RealmCallWatch(new RealmWatch(createTarget(platform)), visitor, () => reader.LineNumber), options, cancellation);
    }

    private static TraceRealm Choose(IReadOnlyList<TraceRealm> realms, TraceTimelineOptions options, string name)
    {
        if (realms.Count == 0)
        {
            throw new HostException(FailureId.RealmNotFound, $"'{name}' creates no realm.", "Give a trace that holds a realm's REALM_CREATE.", name);
        }

        if (options.Realm is { } number)
        {
            return number >= 1 && number <= realms.Count ? realms[number - 1] : throw new HostException(
                FailureId.RealmNotFound, $"'{name}' has no realm {number}.", $"Give a number from 1 to {realms.Count}.", name);
        }

        return realms.Count == 1 ? realms[0] : throw new HostException(
            FailureId.RealmNotFound, $"'{name}' has {realms.Count} realms; which one?", $"Choose by number: {List(realms)}.", name);
    }

    private static string List(IReadOnlyList<TraceRealm> realms)
    {
        const int Most = 8;
        string more = realms.Count > Most ? $"; and {realms.Count - Most} more" : string.Empty;
        return string.Join("; ", realms.Take(Most)) + more;
    }
}
