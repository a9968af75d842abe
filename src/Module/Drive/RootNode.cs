using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Drive;

/// <summary>The root: the hosts that are connected. Looking at it connects none.</summary>
internal sealed class RootNode(RealmSession session) : DriveNode
{
    public override string Name => string.Empty;

    public override object Item => new RealmFolder("realm:", "hosts of this session");

    public override IEnumerable<DriveNode> Children(OperationContext context) => session.Hosts.Select(host => new HostNode(host));
}
