using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Session;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Stop-RmiTrace: ends a recording and closes its file; its newest records stay for Get-RmiTrace.</summary>
[Cmdlet(VerbsLifecycle.Stop, "RmiTrace", SupportsShouldProcess = true)]
[OutputType(typeof(TraceRecording))]
public sealed class StopRmiTraceCommand : RealmHostCommand
{
    /// <summary>Returns the recording.</summary>
    [Parameter(HelpMessage = "Return the recording.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        if (!ShouldProcess(host.Name, "Stop recording"))
        {
            return;
        }

        TraceRecording recording = RmmStack.RecorderOf(host).Stop() ?? throw new HostException(
            FailureId.NotRecording, $"Host '{host.Name}' is not being recorded.", $"Start-RmiTrace -RealmHost '{host.Name}' starts a recording.", host);
        if (recording.Failure is { } failure)
        {
            WriteWarning($"The recording of '{host.Name}' ends early: {failure.Message}");
        }

        if (PassThru)
        {
            WriteObject(recording);
        }
    });
}
