using RealmTools.Host;

namespace RealmTools.Module.Drive;

/// <summary>A run of a realm's memory.</summary>
internal sealed class MemoryRunNode(RealmHost host, RealmMemory memory) : DriveNode
{
    public override string Name => $"{memory.Ipa}";

    public override object Item => memory;

    public override bool IsContainer => false;

    public override string Removal => $"Unmap {memory.Size} of {memory.Kind.ToString().ToLowerInvariant()} memory";

    public override void Remove(bool recurse, OperationContext context) => host.Memory.Unmap(memory.RealmName, memory.Ipa, memory.Size, context);
}
