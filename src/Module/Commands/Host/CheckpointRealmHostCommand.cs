using System.Globalization;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Checkpoint-RealmHost: keeps a simulated host as it is now, with all realms and all memory, for Restore-RealmHost.</summary>
[Cmdlet(VerbsData.Checkpoint, "RealmHost", SupportsShouldProcess = true)]
[OutputType(typeof(HostCheckpoint))]
public sealed class CheckpointRealmHostCommand : RealmHostCommand
{
    /// <summary>Its name.</summary>
    [Parameter(Position = 0, HelpMessage = "Name of the checkpoint, unique on its host. Default: a number.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        string name = Name ?? NextName(host);
        if (ShouldProcess(host.Name, $"Keep a checkpoint '{name}'"))
        {
            HostCheckpoint checkpoint = HostCheckpoint.Take(host, name);
            RealmSession.Current.Add(checkpoint);
            WriteObject(checkpoint);
        }
    });

    private static string NextName(RealmHost host)
    {
        int number = 1;
        while (RealmSession.Current.Checkpoints.Any(c => c.IsNamed(host.Name, number.ToString(CultureInfo.InvariantCulture)))) number++;
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
