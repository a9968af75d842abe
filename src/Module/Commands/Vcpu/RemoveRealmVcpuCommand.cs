using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Remove-RealmVcpu: destroys vCPUs (REC_DESTROY); their granules come back.</summary>
[Cmdlet(VerbsCommon.Remove, "RealmVcpu", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class RemoveRealmVcpuCommand : RealmVcpuCommand
{
    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessVcpu(RealmHost host, Realm realm, Vcpu vcpu)
    {
        if (!ShouldProcess(vcpu.ToString(), "Destroy the vCPU"))
        {
            return;
        }

        host.Vcpus.Remove(realm.Name, vcpu.Index, Context);
        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }
}
