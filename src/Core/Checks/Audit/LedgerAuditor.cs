using System.Collections.Immutable;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmState = RealmTools.Host.RealmState;

namespace RealmTools.Checks;

/// <summary>Looks for granules that are lost, and for those that the RMM holds otherwise than the host's ledger says.</summary>
internal sealed class LedgerAuditor
{
    private readonly RealmHost _host;
    private readonly IRmmDiagnostics? _rmm;
    private readonly Dictionary<string, Realm> _realms;

    internal LedgerAuditor(RealmHost host, IEnumerable<Realm> realms)
    {
        _host = host;
        _rmm = host.Rmm.As<IRmmDiagnostics>();
        _realms = realms.ToDictionary(static r => r.Name, StringComparer.OrdinalIgnoreCase);
    }

    internal LedgerAudit Audit(string? realm, IReadOnlyList<GranuleRun> runs)
    {
        var findings = ImmutableArray.CreateBuilder<AuditFinding>();
        foreach (GranuleRun run in runs)
        {
            AuditFinding? loss = Loss(run);
            if (loss is not null)
            {
                findings.Add(loss);
            }
            else
            {
                findings.AddRange(Mismatches(run));
            }
        }

        return new LedgerAudit(_host.Name, realm ?? string.Empty, findings.ToImmutable(), runs.Sum(static r => r.Granules), _rmm is not null);
    }

    /// <summary>The state that the RMM holds granules of a use in.</summary>
    internal static GranuleState Expected(GranuleUse use) => use switch
    {
        GranuleUse.Delegated => GranuleState.Delegated,
        GranuleUse.Rd => GranuleState.Rd,
        GranuleUse.RootRtt or GranuleUse.Rtt => GranuleState.Rtt,
        GranuleUse.Rec => GranuleState.Rec,
        GranuleUse.RecAux => GranuleState.RecAux,
        GranuleUse.Data => GranuleState.Data,
        _ => GranuleState.NonSecure,
    };

    private AuditFinding? Loss(GranuleRun run)
    {
        bool owned = run.Realm.Length > 0;
        Realm? realm = owned ? _realms.GetValueOrDefault(run.Realm) : null;
        bool over = owned && realm is null or { State: RealmState.Destroyed };
        AuditFindingKind kind;
        string what;
        switch (run.Fate)
        {
            case GranuleFate.Leaked:
                kind = AuditFindingKind.Leaked;
                what = $"is lost since {run.Since}";
                break;
            case GranuleFate.InDoubt:
                kind = AuditFindingKind.InDoubt;
                what = $"is in doubt: {run.Since} was not answered";
                break;
            default:
                if (!over) return null;
                kind = AuditFindingKind.Outstanding;
                what = "has not come back although the realm is destroyed";
                break;
        }

        TeardownStepKind? step = ReturnedBy(run, realm);
        string should = step is null ? string.Empty : $"; {step} should have returned it";
        return new AuditFinding(
            kind, run, StateAt(run.Address.Value), step, $"{run.Address}-{run.Top}, {run.Role}{(owned ? $" of {run.Realm}" : string.Empty)}, {what}{should}.",
            realm is null ? "Ask for it again with Remove-GranuleDelegation." : $"Remove-Realm {realm.Name} -Resume asks for it again.");
    }

    private static TeardownStepKind? ReturnedBy(GranuleRun run, Realm? realm) => run.Use switch
    {
        GranuleUse.Rec or GranuleUse.RecAux => TeardownStepKind.RemoveVcpus,
        GranuleUse.Data => TeardownStepKind.UnmapProtected,
        GranuleUse.Shared => TeardownStepKind.UnmapUnprotected,
        GranuleUse.Rtt => TeardownStepKind.DestroyRtts,
        GranuleUse.Rd or GranuleUse.RootRtt => TeardownStepKind.DestroyRealm,
        GranuleUse.HostOwned when IsRoot(run, realm) => TeardownStepKind.FreeRootRtts,
        GranuleUse.Delegated when IsRoot(run, realm) => TeardownStepKind.UndelegateRootRtts,
        GranuleUse.Delegated when run.Address == realm?.Rd => TeardownStepKind.UndelegateRd,
        GranuleUse.Delegated when realm is not null => run.Since.Command is RmiCommand.OpMemReclaim or RmiCommand.OpContinue
            ? TeardownStepKind.RemoveVcpus
            : null,
        _ => null,
    };

    private static bool IsRoot(GranuleRun run, Realm? realm) =>
        realm is not null && new MemoryRange(realm.Geometry.RttBase.Value, (ulong)realm.Geometry.RootCount * Granule.Size).Contains(run.Address.Value);

    private GranuleState? StateAt(ulong address) => _rmm is not null && _rmm.TryGetGranule(address, out GranuleView view) ? view.State : null;

    private IEnumerable<AuditFinding> Mismatches(GranuleRun run)
    {
        if (_rmm is null) yield break;

        GranuleState expected = Expected(run.Use);
        ulong owner = _realms.TryGetValue(run.Realm, out Realm? realm) ? realm.Rd.Value : 0;
        for (ulong address = run.Address.Value; address < run.Top.Value;)
        {
            if (!_rmm.TryGetGranuleRun(address, out GranuleView view, out ulong top)) yield break;

            ulong end = Math.Min(top, run.Top.Value);
            bool othersGranule = view.Owner != 0 && owner != 0 && view.Owner != owner;
            if (view.State != expected || othersGranule)
            {
                GranuleRun part = run with { Address = new PhysicalAddress(address), Size = new ByteSize(end - address) };
                string rmm = othersGranule ? $"{view.State.ToSpecName()} of the realm with RD 0x{view.Owner:x}" : view.State.ToSpecName();
                yield return new AuditFinding(
                    AuditFindingKind.Mismatch, part, view.State, null,
                    $"{part.Address}-{part.Top}: the ledger has {run.Role} ({expected.ToSpecName()}), the RMM {rmm}.",
                    "Calls past the host, such as Invoke-Rmi or a second host on the same RMM, are not in its ledger.");
            }

            address = end;
        }
    }
}
