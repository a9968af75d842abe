using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Restore-RealmHost: puts a host back to a checkpoint. What happened since is lost; the checkpoint stays.</summary>
[Cmdlet(VerbsData.Restore, "RealmHost", SupportsShouldProcess = true)]
[OutputType(typeof(RealmHost))]
public sealed class RestoreRealmHostCommand : RealmHostCommand
{
    /// <summary>The checkpoint.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Name of the checkpoint. Default: the host's newest.")]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CheckpointNameCompleter))]
    public string? Checkpoint { get; set; }

    /// <summary>Returns the host.</summary>
    [Parameter(HelpMessage = "Return the host that takes the place of the one before.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        HostCheckpoint checkpoint = Find(host);
        if (!ShouldProcess(host.Name, $"Go back to checkpoint '{checkpoint.Name}'"))
        {
            return;
        }

        RealmHost restored = checkpoint.Restore(RmmStack.Rebuild);
        RealmSession.Current.Replace(host, restored);
        if (PassThru)
        {
            WriteObject(restored);
        }
    });

    private HostCheckpoint Find(RealmHost host) =>
        RealmSession.Current.Checkpoints.LastOrDefault(c => c.IsNamed(host.Name, Checkpoint ?? c.Name)) ?? throw new HostException(
            FailureId.CheckpointNotFound,
            Checkpoint is null ? $"Host '{host.Name}' has no checkpoint." : $"Host '{host.Name}' has no checkpoint '{Checkpoint}'.",
            "Checkpoint-RealmHost makes one; Tab after -Checkpoint lists them.", host);
}
