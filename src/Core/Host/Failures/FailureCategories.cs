using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Which family each failure belongs to.</summary>
public static class FailureCategories
{
    /// <summary>The family of a failure.</summary>
    public static FailureCategory CategoryOf(FailureId id) => id switch
    {
        FailureId.RangeUnaligned or FailureId.RangeEmpty or FailureId.RangeBeyondRealm or FailureId.NotDram or FailureId.NameInvalid
            or FailureId.ParameterInvalid or FailureId.LevelInvalid or FailureId.FileLargerThanRange or FailureId.StepInvalid
            or FailureId.DefinitionInvalid
            => FailureCategory.InvalidArgument,
        FailureId.RangeOverlaps or FailureId.RealmExists or FailureId.HostExists or FailureId.FileExists
            or FailureId.CheckpointExists => FailureCategory.ResourceExists,
        FailureId.RealmNotFound or FailureId.HostNotFound or FailureId.FaultNotFound or FailureId.VcpuNotFound or FailureId.RangeNotMapped or FailureId.StepTargetGone
            or FailureId.PathNotFound or FailureId.PesterNotLoaded or FailureId.CheckpointNotFound => FailureCategory.ObjectNotFound,
        FailureId.GranuleInUse or FailureId.HostBusy => FailureCategory.ResourceBusy,
        FailureId.OutOfMemory => FailureCategory.LimitsExceeded,
        FailureId.FileUnreadable or FailureId.ContentEnded or FailureId.PathUnusable => FailureCategory.ReadError,
        FailureId.TraceMalformed => FailureCategory.ParserError,
        FailureId.PathDenied => FailureCategory.PermissionDenied,
        FailureId.RmmMisbehaved or FailureId.Unexpected => FailureCategory.InvalidResult,
        FailureId.RmmUnreachable => FailureCategory.ConnectionError,
        FailureId.VersionMismatch => FailureCategory.ProtocolError,
        FailureId.NotInProfile or FailureId.NotSimulated => FailureCategory.NotImplemented,
        _ => FailureCategory.InvalidOperation,
    };

    /// <summary>The family of a failed RMI call.</summary>
    public static FailureCategory CategoryOf(RmiResult result) => result switch
    {
        { IsUnknownFunction: true } => FailureCategory.NotImplemented,
        { Status: RmiStatus.ErrorInput } => FailureCategory.InvalidArgument,
        { Status: RmiStatus.ErrorRtt or RmiStatus.ErrorRttAux } => FailureCategory.InvalidResult,
        { Status: RmiStatus.Busy or RmiStatus.Blocked or RmiStatus.ErrorGranule } => FailureCategory.ResourceBusy,
        { Status: RmiStatus.ErrorGlobal } => FailureCategory.LimitsExceeded,
        { Status: RmiStatus.ErrorNotSupported } => FailureCategory.NotImplemented,
        _ => FailureCategory.InvalidOperation,
    };
}
