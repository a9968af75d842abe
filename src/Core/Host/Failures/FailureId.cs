namespace RealmTools.Host;

/// <summary>Why a host operation failed. The names are stable: they become the first part of FullyQualifiedErrorId in PowerShell.</summary>
public enum FailureId
{
    /// <summary>An address or a size is not a multiple of what the operation needs.</summary>
    RangeUnaligned,

    /// <summary>A range has no bytes, or ends beyond 2^64.</summary>
    RangeEmpty,

    /// <summary>A range shares addresses with one that is mapped or owned already.</summary>
    RangeOverlaps,

    /// <summary>A range does not lie in the half of the realm's IPA space that the operation works on.</summary>
    RangeBeyondRealm,

    /// <summary>A range of IPAs holds nothing that the host mapped.</summary>
    RangeNotMapped,

    /// <summary>A physical address lies in no DRAM bank of the host.</summary>
    NotDram,

    /// <summary>A granule is in use by a realm, leaked, or in doubt.</summary>
    GranuleInUse,

    /// <summary>No realm of that name.</summary>
    RealmNotFound,

    /// <summary>A realm of that name exists.</summary>
    RealmExists,

    /// <summary>No host of that name, or no default host.</summary>
    HostNotFound,

    /// <summary>A host of that name exists.</summary>
    HostExists,

    /// <summary>A name is empty or has characters that names may not have.</summary>
    NameInvalid,

    /// <summary>A parameter of a realm or vCPU has a value the RMM does not offer.</summary>
    ParameterInvalid,

    /// <summary>No vCPU of that index.</summary>
    VcpuNotFound,

    /// <summary>The realm is active already.</summary>
    RealmAlreadyActive,

    /// <summary>The realm is not active.</summary>
    RealmNotActive,

    /// <summary>The realm was terminated or destroyed.</summary>
    RealmEnded,

    /// <summary>Measured memory or a vCPU was to be added to a realm whose measurement is final.</summary>
    MeasureAfterActivation,

    /// <summary>Initial content was to be given to memory of a realm that is active: only a new realm takes content.</summary>
    ContentAfterActivation,

    /// <summary>A file is larger than the range that is to hold it.</summary>
    FileLargerThanRange,

    /// <summary>A file does not exist or cannot be read.</summary>
    FileUnreadable,

    /// <summary>A file or stream ended before its announced length.</summary>
    ContentEnded,

    /// <summary>No free DRAM of the size and alignment asked for.</summary>
    OutOfMemory,

    /// <summary>An RTT level or entry does not exist in the realm's geometry.</summary>
    LevelInvalid,

    /// <summary>An RMI call failed.</summary>
    RmiFailed,

    /// <summary>The RMM broke a rule of the interface, such as progress that does not advance.</summary>
    RmmMisbehaved,

    /// <summary>The RMM does not speak this generation of the interface.</summary>
    VersionMismatch,

    /// <summary>The connected RMM's generation has no such command.</summary>
    NotInProfile,

    /// <summary>The RMM did not answer.</summary>
    RmmUnreachable,

    /// <summary>The host was disconnected.</summary>
    HostClosed,

    /// <summary>The host is in the middle of the very operation that asks for another.</summary>
    HostBusy,

    /// <summary>A tear-down step belongs to another host or to a realm that is gone.</summary>
    StepTargetGone,

    /// <summary>A tear-down step does not say what it needs.</summary>
    StepInvalid,

    /// <summary>A tear-down ended with granules that did not come back.</summary>
    TeardownIncomplete,

    /// <summary>An item of the realm drive is none that can be removed.</summary>
    NotRemovable,

    /// <summary>The session has not loaded Pester.</summary>
    PesterNotLoaded,

    /// <summary>A definition of a realm has fields that are missing, unknown or bad.</summary>
    DefinitionInvalid,

    /// <summary>A realm differs from its definition in what cannot change.</summary>
    ChangeImpossible,

    /// <summary>Only a simulated RMM can do or tell this.</summary>
    NotSimulated,

    /// <summary>A file that was to be created exists.</summary>
    FileExists,

    /// <summary>The host is being recorded.</summary>
    AlreadyRecording,

    /// <summary>The host is not being recorded.</summary>
    NotRecording,

    /// <summary>A trace cannot be replayed on the machine that was named.</summary>
    TraceDoesNotFit,

    /// <summary>No fault of that number.</summary>
    FaultNotFound,

    /// <summary>A trace or log has a line that its format does not allow.</summary>
    TraceMalformed,

    /// <summary>A path does not exist.</summary>
    PathNotFound,

    /// <summary>A file may not be read or written.</summary>
    PathDenied,

    /// <summary>A file cannot be read or written.</summary>
    PathUnusable,

    /// <summary>A defect of RealmTools.</summary>
    Unexpected,

    /// <summary>No checkpoint of that name.</summary>
    CheckpointNotFound,

    /// <summary>A checkpoint of that name exists.</summary>
    CheckpointExists,
}
