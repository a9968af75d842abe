using System.Collections.Immutable;

namespace RealmTools.Host;

/// <summary>Why each kind of step is there, and what has to come before it. Source: rmm-behaviour.md §8.1.</summary>
internal static class TeardownRules
{
    // The command whose failure conditions in the RMM specification (Arm DEN0137) have the rule, and where TF-RMM checks it.
    private const string TableDestroy = "RMI_RTT_DESTROY; TF-RMM runtime/rmi/rtt.c, rtt_destroy";
    private const string RealmDestroy = "RMI_REALM_DESTROY; TF-RMM runtime/rmi/realm.c, smc_realm_destroy";
    private const string Undelegate = "RMI_GRANULE_RANGE_UNDELEGATE; TF-RMM runtime/rmi/granule.c";
    private const string TableWalk = "Linux arch/arm64/kvm/rmi.c, realm_tear_down_rtt_level";

    /// <summary>Why a step is there, one sentence.</summary>
    internal static string Why(TeardownStepKind kind) => kind switch
    {
        TeardownStepKind.RemoveVcpus or TeardownStepKind.RemoveVcpu => "A realm with RECs cannot be destroyed, and each REC holds granules.",
        TeardownStepKind.UnmapProtected => "Data pages can only be undelegated once no table maps them, and a table that maps data cannot be destroyed.",
        TeardownStepKind.UnmapUnprotected => "Shared pages are the host's; blocks of them stand in the way of the table walk.",
        TeardownStepKind.Terminate => "Since RMI 2.0 a realm has to be terminated before it can be destroyed.",
        TeardownStepKind.DestroyRtts => "Tables below the root are granules of the realm, and while the root has any the realm cannot be destroyed.",
        TeardownStepKind.DestroyRtt => "The table is a granule of the realm, and stands in the way of the table above it.",
        TeardownStepKind.DestroyRealm => "Only this releases the RD and the root tables.",
        TeardownStepKind.UndelegateRd => "The RD is an ordinary delegated granule once the realm is destroyed.",
        TeardownStepKind.UndelegateRootRtts => "The root tables are ordinary delegated granules once the realm is destroyed.",
        TeardownStepKind.FreeRootRtts => "The pages of the root tables are the host's again.",
        _ => "One RMI call.",
    };

    /// <summary>What has to come before a step.</summary>
    /// <param name="kind">The step.</param>
    /// <param name="terminates">Whether the generation has REALM_TERMINATE.</param>
    internal static ImmutableArray<TeardownRule> Before(TeardownStepKind kind, bool terminates) => kind switch
    {
        TeardownStepKind.DestroyRtts or TeardownStepKind.DestroyRtt =>
        [
            new(TeardownStepKind.UnmapProtected, "RTT_DESTROY answers ERROR_RTT: the table still maps data", TableDestroy),
            new(TeardownStepKind.UnmapUnprotected, "the walk ends at a shared block: ERROR_RTT", TableWalk),
        ],
        TeardownStepKind.DestroyRealm =>
        [
            new(TeardownStepKind.RemoveVcpus, "REALM_DESTROY answers ERROR_REALM: the realm has RECs", RealmDestroy),
            .. terminates ? [new(TeardownStepKind.Terminate, "REALM_DESTROY answers ERROR_REALM: the realm is not terminated", RealmDestroy)] : Array.Empty<TeardownRule>(),
            new(TeardownStepKind.DestroyRtts, "REALM_DESTROY answers ERROR_REALM: a root table has live entries", RealmDestroy),
        ],
        TeardownStepKind.UndelegateRd or TeardownStepKind.UndelegateRootRtts =>
        [
            new(TeardownStepKind.DestroyRealm, "undelegation answers ERROR_INPUT: the RMM keeps the granule until then", Undelegate),
        ],
        TeardownStepKind.FreeRootRtts =>
        [
            new(TeardownStepKind.UndelegateRootRtts, "the pages are not the host's: touching them is a granule protection fault", Undelegate),
        ],
        _ => [],
    };
}
