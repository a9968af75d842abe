using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>A step that comes before another in every safe order.</summary>
/// <param name="First">The earlier step.</param>
/// <param name="Second">The later step.</param>
public sealed record TeardownPrecedence(TeardownStep First, TeardownStep Second)
{
    /// <inheritdoc/>
    public override string ToString() => $"{First.Kind} before {Second.Kind}";
}
