using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Remove-Rtt: destroys a table without live entries (RTT_DESTROY); its granule comes back.</summary>
[Cmdlet(VerbsCommon.Remove, "Rtt", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class RemoveRttCommand : RttCommand
{
    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess(realm.Name, $"Destroy the {Table}"))
        {
            return;
        }

        host.Tables.Destroy(realm.Name, Ipa, Level, Context);
        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }
}
