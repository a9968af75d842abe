using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;

namespace RealmTools.Module.Commands;

/// <summary>A command that works on the vCPUs of realms: all of them, or those of the indices given.</summary>
public abstract class RealmVcpuCommand : RealmPartCommand
{
    /// <summary>The indices.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Indices of the vCPUs, from 0. All without it.")]
    [Alias("VcpuIndex")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VcpuIndexCompleter))]
    public int[] Index { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void ProcessRealm(RealmHost host, Realm realm)
    {
        foreach (int index in Index.Length > 0 ? Index : [.. realm.Vcpus.Select(vcpu => vcpu.Index)])
        {
            Perform(realm, () => ProcessVcpu(host, realm, Find(realm, index)));
        }
    }

    /// <summary>What the command does for one vCPU.</summary>
    protected abstract void ProcessVcpu(RealmHost host, Realm realm, Vcpu vcpu);

    private protected static Vcpu Find(Realm realm, int index) =>
        realm.Vcpus.FirstOrDefault(vcpu => vcpu.Index == index) ?? throw new HostException(
            FailureId.VcpuNotFound, $"'{realm.Name}' has no vCPU {index}, but {realm.Vcpus.Length} vCPUs.",
            $"Get-RealmVcpu '{realm.Name}' lists them.", realm);
}
