using RealmTools.Rmi;
using static RealmTools.Host.TeardownStepKind;

namespace RealmTools.Host;

/// <summary>Makes the plans of the orders that exist in the world. Source: kvm-host.md §1.14 and §1.15.</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class TeardownPlanner(HostCore host, RealmRecord realm)
{
    /// <summary>The steps of an order.</summary>
    internal IReadOnlyList<TeardownStep> Plan(TeardownOrder order, TeardownGranularity granularity)
    {
        var estimate = new TeardownEstimate(host, realm);
        var steps = new List<TeardownStep>();
        foreach ((TeardownStepKind kind, int pass) in Kinds(order))
        {
            if (kind == Terminate && !host.Moves.Terminates && order == TeardownOrder.Default) continue;

            var step = new TeardownStep(host.Name, realm.Name, realm.Number, order, steps.Count + 1, kind, Target(kind), TeardownRules.Why(kind))
            {
                After = TeardownRules.Before(kind, host.Moves.Terminates),
                ExpectedCalls = estimate.Calls(kind, pass),
                Pass = pass,
            };
            IEnumerable<TeardownStep> finer = granularity == TeardownGranularity.Table ? Finer(step) : [];
            int before = steps.Count;
            foreach (TeardownStep one in finer)
            {
                steps.Add(one with { Position = steps.Count + 1 });
            }

            if (steps.Count == before) steps.Add(step);
        }

        return granularity == TeardownGranularity.Call ? new CallPlanner(host, realm).Plan(steps) : steps;
    }

    private static IEnumerable<(TeardownStepKind Kind, int Pass)> Kinds(TeardownOrder order) => order switch
    {
        TeardownOrder.KvmV12 =>
        [
            (UnmapProtected, 1), (UnmapUnprotected, 1), (RemoveVcpus, 1),
            (UnmapProtected, 2), (UnmapUnprotected, 2), (DestroyRtts, 1), (DestroyRealm, 1), (UndelegateRd, 1), (UndelegateRootRtts, 1),
        ],

        // Process exit runs the free function while the realm is active: it unmaps, walks and returns early. VM destruction runs it again.
        TeardownOrder.KvmV13 =>
        [
            (UnmapProtected, 1), (UnmapUnprotected, 1), (DestroyRtts, 1), (RemoveVcpus, 1),
            (UnmapProtected, 2), (UnmapUnprotected, 2), (DestroyRtts, 2), (DestroyRealm, 1), (UndelegateRd, 1), (UndelegateRootRtts, 1),
            (FreeRootRtts, 1),
        ],
        TeardownOrder.KvmV13Refactored =>
        [
            (UnmapProtected, 1), (UnmapUnprotected, 1), (DestroyRtts, 1), (RemoveVcpus, 1), (DestroyRealm, 1), (UndelegateRd, 1),
            (UndelegateRootRtts, 1), (FreeRootRtts, 1),
        ],
        TeardownOrder.Tftf =>
        [
            (RemoveVcpus, 1), (UnmapProtected, 1), (UnmapUnprotected, 1), (DestroyRtts, 1), (Terminate, 1), (DestroyRealm, 1),
            (UndelegateRd, 1), (UndelegateRootRtts, 1), (FreeRootRtts, 1),
        ],
        TeardownOrder.TerminateFirst =>
        [
            (Terminate, 1), (RemoveVcpus, 1), (UnmapProtected, 1), (UnmapUnprotected, 1), (DestroyRtts, 1), (DestroyRealm, 1),
            (UndelegateRd, 1), (UndelegateRootRtts, 1), (FreeRootRtts, 1),
        ],
        _ =>
        [
            (RemoveVcpus, 1), (UnmapProtected, 1), (UnmapUnprotected, 1), (Terminate, 1), (DestroyRtts, 1), (DestroyRealm, 1),
            (UndelegateRd, 1), (UndelegateRootRtts, 1), (FreeRootRtts, 1),
        ],
    };

    private string Target(TeardownStepKind kind) => kind switch
    {
        RemoveVcpus => realm.Vcpus.Count == 1 ? "1 vCPU" : $"{realm.Vcpus.Count} vCPUs",
        UnmapProtected => $"0x0-{realm.Geometry.UnprotectedBase}",
        UnmapUnprotected => $"{realm.Geometry.UnprotectedBase}-{realm.Geometry.Top}",
        DestroyRtts => $"levels {realm.Geometry.StartLevel + 1} to {RttGeometry.LastLevel} of 0x0-{realm.Geometry.Top}",
        UndelegateRootRtts or FreeRootRtts => $"0x{realm.Roots.Base:x}-0x{realm.Roots.Top:x}",
        _ => $"RD {realm.Geometry.Rd}",
    };

    /// <summary>A step for each vCPU or table that a step deals with.</summary>
    internal IEnumerable<TeardownStep> Finer(TeardownStep step) => step switch
    {
        { Kind: RemoveVcpus } => realm.Vcpus.Select(v => step with
        {
            Kind = RemoveVcpu,
            Target = $"vCPU {v.Index}",
            VcpuIndex = v.Index,
            ExpectedCalls = TeardownEstimate.OneVcpu(host),
        }),
        { Kind: DestroyRtts, Pass: 1 } => TablesInWalkOrder().Select(t => step with
        {
            Kind = DestroyRtt,
            Target = $"level {t.Level} RTT of 0x{t.Ipa:x}",
            Why = TeardownRules.Why(DestroyRtt),
            Ipa = new Ipa(t.Ipa),
            Level = t.Level,
            ExpectedCalls = TeardownEstimate.OneTable(host),
        }),
        _ => [],
    };

    /// <summary>The tables the host has made, each after those below it.</summary>
    private IEnumerable<(ulong Ipa, int Level)> TablesInWalkOrder() =>
        host.Ledger.Of(realm.Number)
            .Where(static r => r.Value.Use == GranuleUse.Rtt)
            .Select(static r => (Ipa: unchecked(r.Base + r.Value.IpaOffset), Level: (int)r.Value.Level))
            .OrderBy(static t => t.Ipa + RttGeometry.EntrySize(t.Level - 1))
            .ThenByDescending(static t => t.Level);
}
