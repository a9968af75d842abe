using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>One thing that was in doubt after a lost conversation, or that the RMM does not know any more.</summary>
/// <param name="Realm">Name of the realm it belongs to; empty for none.</param>
/// <param name="Subject">What: granules with their last known role, a vCPU, or the realm itself.</param>
/// <param name="Doubt">Why it was in doubt, for example <c>#42 RTT_DESTROY was not answered</c>.</param>
/// <param name="Found">What the RMM's answers say.</param>
/// <param name="Outcome">What the ledger has now.</param>
/// <param name="IsSettled">Whether nothing about it is in doubt any more.</param>
/// <param name="WayOut">What to do about what stays in doubt; empty when it is settled.</param>
public sealed record ReconcileFinding(string Realm, string Subject, string Doubt, string Found, string Outcome, bool IsSettled, string WayOut)
{
    /// <summary>The granules, as the ledger had them before; null for a realm or a vCPU.</summary>
    public GranuleRun? Granules { get; init; }

    /// <summary>The state in which the RMM held them when it was asked; null where it does not tell.</summary>
    public GranuleState? RmmState { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}{(Realm.Length == 0 ? string.Empty : $" of {Realm}")}: {Doubt}; {Found}; {Outcome}.";
}
