namespace RealmTools.Checks;

/// <summary>What an audit of a host's ledger can find.</summary>
public enum AuditFindingKind
{
    /// <summary>A failed call has lost granules: they are not handed out again.</summary>
    Leaked,

    /// <summary>A call that would have changed granules was not answered.</summary>
    InDoubt,

    /// <summary>A realm is destroyed or gone, and granules of it have not come back.</summary>
    Outstanding,

    /// <summary>The RMM holds granules otherwise than the ledger says.</summary>
    Mismatch,
}
