namespace RealmTools.Rmi;

/// <summary>State of a memory granule. The values are the reference's. Source: rmm-behaviour.md §1.2.</summary>
public enum GranuleState : byte
{
    /// <summary>Non-secure: the host may use it.</summary>
    NonSecure = 0,

    /// <summary>In the realm world, without a role.</summary>
    Delegated = 1,

    /// <summary>Realm descriptor.</summary>
    Rd = 2,

    /// <summary>Realm execution context.</summary>
    Rec = 3,

    /// <summary>Auxiliary memory of a REC.</summary>
    RecAux = 4,

    /// <summary>Realm data.</summary>
    Data = 5,

    /// <summary>Realm translation table.</summary>
    Rtt = 6,

    /// <summary>Physical device object.</summary>
    Pdev = 7,

    /// <summary>Auxiliary memory of a physical device object.</summary>
    PdevAux = 8,

    /// <summary>Virtual device object.</summary>
    Vdev = 9,

    /// <summary>Auxiliary memory of a virtual device object.</summary>
    VdevAux = 10,

    /// <summary>Object of a stateful create or destroy that has not finished.</summary>
    Partial = 11,

    /// <summary>Memory donated to an SMMU.</summary>
    Internal = 12,

    /// <summary>Level 2 stream table page.</summary>
    PsmmuStreamTable = 13,
}
