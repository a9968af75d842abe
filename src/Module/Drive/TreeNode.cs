using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Drive;

/// <summary>The root tables of a realm: their entries by index, counted through all roots.</summary>
internal sealed class TreeNode(RealmHost host, Realm realm) : DriveNode
{
    public override string Name => "rtt";

    public override object Item => new RealmFolder(
        Name, $"{realm.Geometry.RootCount} root tables of {realm.Name} at level {realm.Geometry.StartLevel}, by entry");

    public override (string Rule, string WayOut) Keep => ("root tables go with their realm", "Remove the realm.");

    private TableEntries Entries => new(host, realm, new Ipa(0u), realm.Geometry.StartLevel);

    public override IEnumerable<DriveNode> Children(OperationContext context) => Entries.List(context);

    public override DriveNode? Find(string name, OperationContext context) => Entries.Find(name, context);
}
