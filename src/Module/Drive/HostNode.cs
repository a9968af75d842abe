using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>A host with its realms.</summary>
internal sealed class HostNode(RealmHost host) : DriveNode
{
    public override string Name => DrivePath.Escape(host.Name);

    public override object Item => host;

    public override (string Rule, string WayOut) Keep => ("a host is disconnected, not removed", $"Disconnect-RealmHost '{host.Name}'.");

    public override IEnumerable<DriveNode> Children(OperationContext context) => host.Realms.All.Select(realm => new RealmNode(host, realm));
}
