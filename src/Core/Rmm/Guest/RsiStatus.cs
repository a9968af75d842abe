namespace RealmTools.Rmm;

/// <summary>Status of an RSI call (§6.1).</summary>
internal enum RsiStatus : ulong
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>An argument is wrong.</summary>
    ErrorInput = 1,

    /// <summary>The realm or the REC is in the wrong state.</summary>
    ErrorState = 2,

    /// <summary>The call has to be made again.</summary>
    Incomplete = 3,

    /// <summary>It failed for a reason that is not the realm's.</summary>
    ErrorUnknown = 4,

    /// <summary>A device is in the wrong state.</summary>
    ErrorDevice = 5,
}
