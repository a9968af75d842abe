namespace RealmTools.Host;

/// <summary>A change that brings a realm to its definition.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Description">What it does, in words: <c>Map 64 MiB of private memory at 0x80000000</c>.</param>
public sealed record RealmChange(string RealmName, RealmChangeKind Kind, string Description)
{
    internal Action<OperationContext?> Apply { get; init; } = static _ => { };

    /// <inheritdoc/>
    public override string ToString() => $"{RealmName}: {Description}";
}
