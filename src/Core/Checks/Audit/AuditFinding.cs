using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>Something an audit has found.</summary>
/// <param name="Kind">What.</param>
/// <param name="Granules">The granules, as the ledger holds them: address, size, role, realm, since which call.</param>
/// <param name="RmmState">State that the RMM holds the first of them in; null when it cannot be asked.</param>
/// <param name="ReturnedBy">The tear-down step that should return them; null when none does.</param>
/// <param name="Explanation">What happened, one sentence.</param>
/// <param name="WayOut">What to do about it.</param>
public sealed record AuditFinding(
    AuditFindingKind Kind, GranuleRun Granules, GranuleState? RmmState, TeardownStepKind? ReturnedBy, string Explanation, string WayOut)
{
    /// <summary>The first granule.</summary>
    public PhysicalAddress Address => Granules.Address;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Explanation}";
}
