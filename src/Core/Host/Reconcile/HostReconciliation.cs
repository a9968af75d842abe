using System.Collections.Immutable;

namespace RealmTools.Host;

/// <summary>What became of a host's ledger when the host was connected to its RMM again.</summary>
/// <param name="Host">The host, over the new connection.</param>
/// <param name="Findings">What was in doubt, or is gone, realm by realm.</param>
/// <param name="GoneRealms">Names of realms that the RMM does not know any more, and that the ledger does not hold any more either.</param>
/// <param name="GranulesFreed">Granules that are free again.</param>
/// <param name="GranulesInDoubt">Granules that stay in doubt.</param>
public sealed record HostReconciliation(
    RealmHost Host, ImmutableArray<ReconcileFinding> Findings, ImmutableArray<string> GoneRealms, long GranulesFreed, long GranulesInDoubt)
{
    /// <summary>The host's name.</summary>
    public string HostName => Host.Name;

    /// <summary>Whether nothing is in doubt any more.</summary>
    public bool IsSettled => GranulesInDoubt == 0 && Findings.All(static finding => finding.IsSettled);

    /// <summary>For example <c>lab: 3 findings, 1 realm gone, 12 granules freed, 0 in doubt</c>.</summary>
    public override string ToString() =>
        $"{HostName}: {Findings.Length} {(Findings.Length == 1 ? "finding" : "findings")}, {GoneRealms.Length} {(GoneRealms.Length == 1 ? "realm" : "realms")} gone, "
        + $"{GranulesFreed} granules freed, {GranulesInDoubt} in doubt";
}
