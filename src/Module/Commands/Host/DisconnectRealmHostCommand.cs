using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Disconnect-RealmHost: ends a host. A simulated one is gone with all its realms.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "RealmHost", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectRealmHostCommand : RealmCommand
{
    /// <summary>The hosts.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The hosts to disconnect, by name or as objects.")]
    [Alias("HostName", "RealmHost")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public RealmHostReference[] Name { get; set; } = [];

    /// <summary>Does not ask although realms are lost.</summary>
    [Parameter(HelpMessage = "Do not ask, even if realms are lost.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (RealmHostReference reference in Name)
        {
            Perform(reference.Name, () => Disconnect(RealmSession.Current.Resolve(reference)));
        }
    }

    private void Disconnect(RealmHost host)
    {
        int realms = host.Realms.All.Length;
        if (ShouldProcess(host.Name, "Disconnect")
            && (Force || realms == 0 || ShouldContinue($"'{host.Name}' still has {realms} realms, which are lost with it. Disconnect it?", "Realms are lost")))
        {
            RealmSession.Current.Remove(host);
        }
    }
}
