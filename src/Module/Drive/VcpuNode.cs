using System.Globalization;
using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>A vCPU.</summary>
internal sealed class VcpuNode(RealmHost host, Vcpu vcpu) : DriveNode
{
    public override string Name => vcpu.Index.ToString(CultureInfo.InvariantCulture);

    public override object Item => vcpu;

    public override bool IsContainer => false;

    public override string Removal => "Destroy the vCPU";

    public override void Remove(bool recurse, OperationContext context) => host.Vcpus.Remove(vcpu.RealmName, vcpu.Index, context);
}
