using System.Management.Automation;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Invoke-RmiTrace: replays traces, each against a fresh simulated RMM on the machine it was recorded on, and reports where the two part.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RmiTrace", DefaultParameterSetName = "Path")]
[OutputType(typeof(TraceReplayResult))]
public sealed class InvokeRmiTraceCommand : PathCommand
{
    /// <summary>Goes on after a difference.</summary>
    [Parameter(HelpMessage = "Go on after a difference and list them all, instead of stopping at the first.")]
    public SwitchParameter Continue { get; set; }

    /// <inheritdoc/>
    protected override void ProcessFile(string file)
    {
        using TraceReader reader = TraceReader.Open(file);
        var options = new TraceReplayOptions { ContinueAfterDivergence = Continue };
        WriteObject(TraceReplayer.Replay(reader, static platform => new SimulatedRmm(platform), options, Cancellation));
    }
}
