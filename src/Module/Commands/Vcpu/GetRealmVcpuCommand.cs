using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Get-RealmVcpu: the vCPUs of realms.</summary>
[Cmdlet(VerbsCommon.Get, "RealmVcpu")]
[OutputType(typeof(Vcpu))]
public sealed class GetRealmVcpuCommand : RealmVcpuCommand
{
    /// <inheritdoc/>
    protected override void ProcessVcpu(RealmHost host, Realm realm, Vcpu vcpu) => WriteObject(vcpu);
}
