namespace RealmTools.Rmi;

/// <summary>Why an RMI call failed: the check that refused it, with a stable name.</summary>
/// <param name="Id">Command and check, such as <c>RTT_DESTROY.table-live</c>.</param>
/// <param name="Sentence">One sentence for people: the rule that was broken.</param>
/// <param name="WayOut">What to do about it.</param>
public sealed record RmiReason(string Id, string Sentence, string WayOut)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}
