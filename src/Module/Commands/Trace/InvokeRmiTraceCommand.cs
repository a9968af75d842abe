using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Module.Session;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Invoke-RmiTrace: replays traces, each against a freshly booted RMM, and reports where the two part.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RmiTrace", DefaultParameterSetName = "Path")]
[OutputType(typeof(TraceReplayResult))]
public sealed class InvokeRmiTraceCommand : PathCommand, IJobCommand
{
    /// <summary>Goes on after a difference.</summary>
    [Parameter(HelpMessage = "Go on after a difference and list them all, instead of stopping at the first.")]
    public SwitchParameter Continue { get; set; }

    /// <summary>On whose machine.</summary>
    [Parameter(HelpMessage = "Replay on the machine of this host; addresses are moved to its memory. A simulated RMM is booted afresh beside the host; any other must be freshly booted. Several are replayed on at once.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public RealmHostReference[] RealmHost { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessFile(string file)
    {
        if (RealmHost.Length < 2)
        {
            Replay(file, RealmHost is [var only] ? RealmSession.Current.Resolve(only) : null);
            return;
        }

        var lanes = new List<(string Host, Action Work)>();
        foreach (RealmHostReference reference in RealmHost)
        {
            Perform(file, () =>
            {
                RealmHost host = RealmSession.Current.Resolve(reference);
                lanes.Add((host.Name, () => ReplayInLane(file, host)));
            });
        }

        RunLanes(lanes, HostLanes.DefaultThrottleLimit);
    }

    private void ReplayInLane(string file, RealmHost host)
    {
        Perform(file, () => Replay(file, host));
        EndAnswer();
    }

    private void Replay(string file, RealmHost? host)
    {
        var options = new TraceReplayOptions { ContinueAfterDivergence = Continue };
        using TraceReader reader = OpenTrace(file, "Replaying");
        TraceReplayResult result = TraceReplayer.Replay(reader, platform => Target(host, platform, file), options, Cancellation);
        WriteObject(result.IsIdentical ? result : result with { History = [.. History(file, result.Divergences[0])] });
    }

    private static IRmm Target(RealmHost? host, RmmPlatform platform, string file)
    {
        if (host is null)
        {
            return new SimulatedRmm(platform);
        }

        try
        {
            return RelocatedRmm.Adapt(host.Rmm.As<SimulatedRmm>() is null ? host.Rmm : new SimulatedRmm(host.Platform), platform);
        }
        catch (InvalidOperationException e)
        {
            throw new HostException(
                FailureId.TraceDoesNotFit, $"'{file}' cannot be replayed on '{host.Name}': {e.Message}",
                "Leave -RealmHost out, which replays on the machine that the trace describes.", file, e);
        }
    }

    private IReadOnlyList<TraceEvent> History(string file, TraceDivergence divergence)
    {
        TraceObject? what = TraceObject.Of(divergence);
        if (what is null)
        {
            return [];
        }

        using TraceReader reader = OpenTrace(file, "Looking for the history in");
        return TraceHistory.Of(reader, what, divergence.Line);
    }
}
