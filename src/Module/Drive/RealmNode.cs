using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>A realm with its vCPUs, memory and tables.</summary>
internal sealed class RealmNode(RealmHost host, Realm realm) : DriveNode
{
    public override string Name => DrivePath.Escape(realm.Name);

    public override object Item => realm;

    public override string Removal => "Remove the realm and its memory";

    public override IEnumerable<DriveNode> Children(OperationContext context) =>
    [
        new VcpusNode(host, realm),
        new MemoryNode(host, realm),
        new TreeNode(host, realm),
    ];

    public override void Remove(bool recurse, OperationContext context)
    {
        TeardownReport report = host.Teardown.Remove(realm.Name, context);
        if (!report.IsComplete)
        {
            throw new HostException(
                FailureId.TeardownIncomplete,
                $"{report.GranulesOut} granules of '{realm.Name}' did not come back. {report.FirstFailure?.Explanation}",
                $"Clear the obstacle, then: Remove-Realm '{realm.Name}' -Resume. Get-Granule -Owner '{realm.Name}' shows what is out.", realm);
        }
    }
}
