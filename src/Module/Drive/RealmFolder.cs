namespace RealmTools.Module.Drive;

/// <summary>A folder of the realm drive that only groups others: the root, or the vcpus, memory and rtt of a realm.</summary>
/// <param name="Name">Its name in its parent.</param>
/// <param name="Description">What it holds.</param>
public sealed record RealmFolder(string Name, string Description)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
