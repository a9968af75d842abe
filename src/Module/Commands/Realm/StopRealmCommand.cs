using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Stop-Realm: terminates a realm (REALM_TERMINATE): its vCPUs never run again, and only tear-down is left.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Realm", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class StopRealmCommand : NamedRealmCommand
{
    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess(realm.Name, "Terminate the realm for good"))
        {
            return;
        }

        Realm stopped = host.Realms.Terminate(realm.Name, Context);
        if (PassThru)
        {
            WriteObject(stopped);
        }
    }
}
