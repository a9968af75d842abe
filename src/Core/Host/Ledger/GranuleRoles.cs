using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Puts what the ledger knows of granules into words.</summary>
internal static class GranuleRoles
{
    /// <summary>The use of a run: <c>RTT level 3 of 0x40000000</c>.</summary>
    internal static string Of(Run<GranuleRecord> run) => run.Value.Use switch
    {
        GranuleUse.Rtt => $"{Of(run.Value)} of {IpaOf(run)}",
        GranuleUse.Rec or GranuleUse.RecAux => $"{Of(run.Value)} of vCPU {run.Value.IpaOffset & (Granule.Size - 1)}",
        GranuleUse.Data or GranuleUse.Shared => $"{Of(run.Value)} at {IpaOf(run)}",
        _ => Of(run.Value),
    };

    /// <summary>The use alone: <c>RTT level 3</c>.</summary>
    internal static string Of(GranuleRecord record) => record.Use switch
    {
        GranuleUse.Free => "free",
        GranuleUse.HostOwned => "the host's own",
        GranuleUse.Shared => "shared memory",
        GranuleUse.Delegated => "delegated, without a role",
        GranuleUse.Rd => "RD",
        GranuleUse.RootRtt => "root RTT",
        GranuleUse.Rtt => $"RTT level {record.Level}",
        GranuleUse.Rec => "REC",
        GranuleUse.RecAux => "auxiliary memory",
        _ => "data",
    };

    /// <summary>What makes the RMM let go of a granule: the end of its role. Empty when it has none.</summary>
    internal static string KeptUntil(GranuleUse use) => use switch
    {
        GranuleUse.Rd or GranuleUse.RootRtt => "REALM_DESTROY",
        GranuleUse.Rtt => "RTT_DESTROY or RTT_FOLD",
        GranuleUse.Rec or GranuleUse.RecAux => "REC_DESTROY has come to its end",
        GranuleUse.Data => "it is unmapped",
        _ => string.Empty,
    };

    /// <summary>First IPA of a run of data, shared memory or tables; null for other uses.</summary>
    internal static Ipa? IpaOf(Run<GranuleRecord> run) =>
        run.Value.Use is GranuleUse.Data or GranuleUse.Shared or GranuleUse.Rtt ? new Ipa(unchecked(run.Base + run.Value.IpaOffset)) : null;
}
