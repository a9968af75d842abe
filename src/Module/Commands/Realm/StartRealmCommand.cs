using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Start-Realm: activates a realm (REALM_ACTIVATE), which makes its measurement final and lets its vCPUs run.</summary>
[Cmdlet(VerbsLifecycle.Start, "Realm", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class StartRealmCommand : NamedRealmCommand
{
    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess(realm.Name, "Activate the realm"))
        {
            return;
        }

        Realm started = host.Realms.Activate(realm.Name, Context);
        if (PassThru)
        {
            WriteObject(started);
        }
    }
}
