using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Session;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Start-RmiTrace: records what a host says to its RMM, in memory and, with -Path, in a file as it happens.</summary>
[Cmdlet(VerbsLifecycle.Start, "RmiTrace", SupportsShouldProcess = true)]
[OutputType(typeof(TraceRecording))]
public sealed class StartRmiTraceCommand : RealmHostCommand
{
    /// <summary>The file.</summary>
    [Parameter(Position = 0, HelpMessage = "File to record into, compressed if its name ends in .gz. Without it the newest records are kept in memory only.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces a file.</summary>
    [Parameter(HelpMessage = "Replace a file that exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the recording.</summary>
    [Parameter(HelpMessage = "Return the recording.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        TraceRecorder recorder = RmmStack.RecorderOf(host);
        string? file = Path is null ? null : NewFile(Path, Force);
        if (recorder.Recording is { IsRunning: true } running)
        {
            throw new HostException(
                FailureId.AlreadyRecording, $"Host '{host.Name}' is being recorded already: {running}.", $"Stop-RmiTrace -RealmHost '{host.Name}' ends that recording.", host);
        }

        if (!ShouldProcess(host.Name, $"Record{(file is null ? string.Empty : $" into '{file}'")}"))
        {
            return;
        }

        TraceRecording recording = recorder.Start(file);
        if (PassThru)
        {
            WriteObject(recording);
        }
    });
}
