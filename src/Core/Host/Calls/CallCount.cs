using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>How often a command was called.</summary>
/// <param name="Command">The command.</param>
/// <param name="Count">Calls.</param>
public sealed record CallCount(RmiCommand Command, long Count)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Count} {Command.ToSpecName()}";
}
