namespace RealmTools.Rmm;

/// <summary>Request of a REC that the host has to answer before the REC may run again (§1.6).</summary>
internal enum PendingRequest
{
    /// <summary>None.</summary>
    None,

    /// <summary>PSCI_COMPLETE.</summary>
    Psci,

    /// <summary>VDEV request, not yet answered.</summary>
    VdevRequest,
}
