namespace RealmTools.Rmi;

/// <summary>Status in bits 7:0 of a result word. Source: rmm-behaviour.md §2.2.</summary>
public enum RmiStatus : byte
{
    /// <summary>The command completed.</summary>
    Success = 0,

    /// <summary>An argument is bad, a granule is in the wrong state, or non-secure memory could not be accessed.</summary>
    ErrorInput = 1,

    /// <summary>The realm's state or attributes do not allow the command.</summary>
    ErrorRealm = 2,

    /// <summary>The REC is running, not runnable, or belongs to another realm.</summary>
    ErrorRec = 3,

    /// <summary>An RTT walk ended early or met an unexpected entry; the index is the level.</summary>
    ErrorRtt = 4,

    /// <summary>An optional feature is absent.</summary>
    ErrorNotSupported = 5,

    /// <summary>The state of a device object does not allow the command.</summary>
    ErrorDevice = 6,

    /// <summary>A walk of an auxiliary RTT failed; the index is the level.</summary>
    ErrorRttAux = 7,

    /// <summary>An SMMU stream table is in the way.</summary>
    ErrorPsmmuSt = 8,

    /// <summary>A device permission table is in the way.</summary>
    ErrorDpt = 9,

    /// <summary>Something is in use for the moment; the call may be repeated.</summary>
    Busy = 10,

    /// <summary>The RMM's own state does not allow the command, or a global resource is exhausted.</summary>
    ErrorGlobal = 11,

    /// <summary>The tracking of the memory region does not allow the command.</summary>
    ErrorTracking = 12,

    /// <summary>A stateful operation has started or goes on; bits 9:8 say what it needs.</summary>
    Incomplete = 13,

    /// <summary>Another operation has to be finished first.</summary>
    Blocked = 14,

    /// <summary>The granule protection table does not allow the command.</summary>
    ErrorGpt = 15,

    /// <summary>A granule is still in use.</summary>
    ErrorGranule = 16,
}
