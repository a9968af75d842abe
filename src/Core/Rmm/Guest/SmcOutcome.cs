namespace RealmTools.Rmm;

/// <summary>What an SMC of the realm comes to.</summary>
internal enum SmcOutcome
{
    /// <summary>The realm has its result and runs on.</summary>
    Returns,

    /// <summary>The REC exits; the realm has its result once the REC runs again.</summary>
    WaitsForHost,

    /// <summary>The REC exits and the call has no result: it never returns, or the realm has to make it again.</summary>
    Ends,
}
