using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Drive;

/// <summary>The memory of a realm, by the first IPA of each run.</summary>
internal sealed class MemoryNode(RealmHost host, Realm realm) : DriveNode
{
    public override string Name => "memory";

    public override object Item => new RealmFolder(Name, $"memory of {realm.Name}, by IPA");

    public override IEnumerable<DriveNode> Children(OperationContext context) => realm.Memory.Select(memory => new MemoryRunNode(host, memory));

    // Any way to write the IPA will do: 0x80000000, 2GB, 2147483648.
    public override DriveNode? Find(string name, OperationContext context) =>
        NumberText.TryParse(name, out ulong ipa) && realm.Memory.FirstOrDefault(memory => memory.Ipa.Value == ipa) is { } found
            ? new MemoryRunNode(host, found)
            : null;
}
