namespace RealmTools.Host;

/// <summary>Something that has to come before a step.</summary>
/// <param name="Kind">The step that has to come first.</param>
/// <param name="Otherwise">What the RMM answers if it does not, in words.</param>
/// <param name="Source">Where the rule stands, such as <c>rmm-behaviour.md §8.1 T7</c>.</param>
public sealed record TeardownRule(TeardownStepKind Kind, string Otherwise, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
