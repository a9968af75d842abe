namespace RealmTools.Rmm;

/// <summary>Which of the unmap commands runs.</summary>
internal enum UnmapKind
{
    /// <summary>RTT_DATA_UNMAP.</summary>
    Data,

    /// <summary>RTT_DEV_UNMAP.</summary>
    Device,

    /// <summary>RTT_UNPROT_UNMAP.</summary>
    Unprotected,
}
