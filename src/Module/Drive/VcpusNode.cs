using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>The vCPUs of a realm, by index.</summary>
internal sealed class VcpusNode(RealmHost host, Realm realm) : DriveNode
{
    public override string Name => "vcpus";

    public override object Item => new RealmFolder(Name, $"vCPUs of {realm.Name}, by index");

    public override IEnumerable<DriveNode> Children(OperationContext context) => realm.Vcpus.Select(vcpu => new VcpuNode(host, vcpu));
}
