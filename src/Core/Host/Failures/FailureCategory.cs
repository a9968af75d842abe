namespace RealmTools.Host;

/// <summary>Families of failures; the names are those of PowerShell's error categories.</summary>
public enum FailureCategory
{
    /// <summary>An argument has a value that is never right.</summary>
    InvalidArgument,

    /// <summary>The state of something does not allow the operation.</summary>
    InvalidOperation,

    /// <summary>Something that was named does not exist.</summary>
    ObjectNotFound,

    /// <summary>Something that was to be made exists.</summary>
    ResourceExists,

    /// <summary>Something is in use.</summary>
    ResourceBusy,

    /// <summary>Something is exhausted.</summary>
    LimitsExceeded,

    /// <summary>A file or stream could not be read.</summary>
    ReadError,

    /// <summary>An answer is not what the rules allow.</summary>
    InvalidResult,

    /// <summary>The other side does not answer.</summary>
    ConnectionError,

    /// <summary>The other side speaks something else.</summary>
    ProtocolError,

    /// <summary>Something is not offered.</summary>
    NotImplemented,

    /// <summary>A text does not follow its format.</summary>
    ParserError,

    /// <summary>Something is not allowed to this user.</summary>
    PermissionDenied,
}
