namespace RealmTools.Host;

/// <summary>Something that has to come before a step.</summary>
/// <param name="Kind">The step that has to come first.</param>
/// <param name="Otherwise">What the RMM answers if it does not, in words.</param>
/// <param name="Source">Where the rule stands, such as <c>RMI_RTT_DESTROY; TF-RMM runtime/rmi/rtt.c, rtt_destroy</c>.</param>
public sealed record TeardownRule(TeardownStepKind Kind, string Otherwise, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
