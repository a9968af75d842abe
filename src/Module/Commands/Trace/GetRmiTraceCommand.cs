using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Get-RmiTrace: the newest records of a host's recording, while it runs and after it was stopped.</summary>
[Cmdlet(VerbsCommon.Get, "RmiTrace")]
[OutputType(typeof(TraceEntry), typeof(TraceRecording))]
public sealed class GetRmiTraceCommand : RealmHostCommand
{
    /// <summary>Only these commands.</summary>
    [Parameter(Position = 0, HelpMessage = "Only calls of these commands; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CommandNameCompleter))]
    public string[] Command { get; set; } = [];

    /// <summary>Only these statuses.</summary>
    [Parameter(HelpMessage = "Only calls that were answered with these statuses.")]
    [ValidateNotNullOrEmpty]
    public RmiStatus[] Status { get; set; } = [];

    /// <summary>Only failures.</summary>
    [Parameter(HelpMessage = "Only calls that did not succeed.")]
    public SwitchParameter Failed { get; set; }

    /// <summary>Only the newest.</summary>
    [Parameter(HelpMessage = "Only this many of the newest records that fit.")]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <summary>The recording itself.</summary>
    [Parameter(HelpMessage = "Return the recording itself: file, number of records, whether it runs.")]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        TraceRecording recording = RmmStack.RecorderOf(host).Recording ?? throw new HostException(
            FailureId.NotRecording, $"Host '{host.Name}' was never recorded.", $"Start-RmiTrace -RealmHost '{host.Name}' starts a recording.", host);
        if (Summary)
        {
            WriteObject(recording);
            return;
        }

        if (Array.Find(Command, IsNoCommand) is { } unknown)
        {
            throw new HostException(
                FailureId.ParameterInvalid, $"'{unknown}' is not the name of an RMI command.", "Press Tab for the names; Import-RmiTrace reads a file.", unknown);
        }

        WildcardPattern[] patterns = [.. Command.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];
        foreach (TraceEntry entry in recording.Live.Snapshot().Where(entry => Fits(entry, patterns)).TakeLast(Last))
        {
            WriteObject(entry);
        }
    });

    private static bool IsNoCommand(string name) =>
        !WildcardPattern.ContainsWildcardCharacters(name) && !RmiProfile.All.Any(profile => profile.Commands.TryGet(name, out _));

    private bool Fits(TraceEntry entry, WildcardPattern[] patterns) =>
        (patterns.Length == 0 || (entry.IsCall && Array.Exists(patterns, pattern => pattern.IsMatch(entry.Command))))
        && (Status.Length == 0 || (entry.Status is { } status && Status.Contains(status)))
        && (!Failed || entry.Result is { IsSuccess: false, Status: not RmiStatus.Incomplete });
}
