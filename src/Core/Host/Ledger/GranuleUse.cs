namespace RealmTools.Host;

/// <summary>What the host believes a granule is used for.</summary>
public enum GranuleUse : byte
{
    /// <summary>Free for allocation.</summary>
    Free,

    /// <summary>The host's own, non-secure: parameters, run pages, lists.</summary>
    HostOwned,

    /// <summary>Non-secure memory that a realm's unprotected half maps.</summary>
    Shared,

    /// <summary>In the realm world without a role.</summary>
    Delegated,

    /// <summary>Realm descriptor.</summary>
    Rd,

    /// <summary>Root RTT.</summary>
    RootRtt,

    /// <summary>RTT below the root.</summary>
    Rtt,

    /// <summary>Realm execution context.</summary>
    Rec,

    /// <summary>Auxiliary memory of a REC.</summary>
    RecAux,

    /// <summary>Realm data.</summary>
    Data,
}
