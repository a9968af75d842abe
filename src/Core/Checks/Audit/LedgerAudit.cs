using System.Collections.Immutable;
using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>The result of holding a host's ledger against itself and, where it can be asked, against the RMM.</summary>
/// <param name="HostName">The host.</param>
/// <param name="RealmName">The realm it was about; empty for the whole host.</param>
/// <param name="Findings">What was found, by PA.</param>
/// <param name="GranulesChecked">Granules looked at.</param>
/// <param name="AskedRmm">Whether the RMM could be asked for its own view.</param>
public sealed record LedgerAudit(
    string HostName, string RealmName, ImmutableArray<AuditFinding> Findings, long GranulesChecked, bool AskedRmm)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Findings.IsEmpty;

    /// <summary>Granules that are lost.</summary>
    public long GranulesLost => Findings.Where(static f => f.Kind != AuditFindingKind.Mismatch).Sum(static f => f.Granules.Granules);

    /// <summary>Audits a host, or what one realm holds of it, in one consistent picture.</summary>
    /// <param name="host">The host.</param>
    /// <param name="realm">Name of a realm; null for the whole host.</param>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public static LedgerAudit Of(RealmHost host, string? realm = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Granules.Inspect(realm, (runs, realms) => new LedgerAuditor(host, realms).Audit(realm, runs));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsClean ? $"{HostName}: {GranulesChecked} granules, nothing found" : $"{HostName}: {Findings.Length} findings, {GranulesLost} granules lost";
}
