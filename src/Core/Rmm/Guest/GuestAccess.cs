namespace RealmTools.Rmm;

/// <summary>What becomes of an access of the RMM to a page of the realm (§6.2, argument page rules).</summary>
internal enum GuestAccess
{
    /// <summary>It is mapped RAM.</summary>
    Granted,

    /// <summary>EMPTY or device memory: the realm's mistake.</summary>
    Refused,

    /// <summary>Not mapped, or DESTROYED: the host has to bring it in.</summary>
    Missing,
}
