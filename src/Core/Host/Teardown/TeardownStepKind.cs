namespace RealmTools.Host;

/// <summary>What a tear-down step does.</summary>
public enum TeardownStepKind
{
    /// <summary>REC_DESTROY of every vCPU; their granules come back.</summary>
    RemoveVcpus,

    /// <summary>Unmaps all data of the protected half and undelegates it.</summary>
    UnmapProtected,

    /// <summary>Unmaps the unprotected half.</summary>
    UnmapUnprotected,

    /// <summary>REALM_TERMINATE (RMI 2.0).</summary>
    Terminate,

    /// <summary>The RTT walk: destroys every table below the root, in both halves, and undelegates it.</summary>
    DestroyRtts,

    /// <summary>REALM_DESTROY.</summary>
    DestroyRealm,

    /// <summary>Undelegates the RD and frees its page.</summary>
    UndelegateRd,

    /// <summary>Undelegates the root tables; their pages stay the host's.</summary>
    UndelegateRootRtts,

    /// <summary>Frees the pages of the root tables.</summary>
    FreeRootRtts,

    /// <summary>One RTT_DESTROY and the undelegation of the table: granularity Table.</summary>
    DestroyRtt,

    /// <summary>One REC: granularity Table.</summary>
    RemoveVcpu,

    /// <summary>One RMI call with given registers: granularity Call.</summary>
    Call,
}
