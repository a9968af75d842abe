namespace RealmTools.Rmi;

/// <summary>Flags of REC_ENTER. Source: rmm-behaviour.md §3.4.</summary>
[Flags]
public enum RecEntryFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Complete an emulatable data abort.</summary>
    EmulatedMmio = 1,

    /// <summary>Inject a synchronous external abort for a data abort at an unprotected IPA.</summary>
    InjectSea = 1 << 1,

    /// <summary>Trap WFI.</summary>
    TrapWfi = 1 << 2,

    /// <summary>Trap WFE.</summary>
    TrapWfe = 1 << 3,

    /// <summary>Reject the RIPAS change.</summary>
    RejectRipas = 1 << 4,

    /// <summary>Reject the permission change (2.0).</summary>
    RejectS2ap = 1 << 5,

    /// <summary>Reject the device memory mapping (2.0).</summary>
    RejectDeviceMemory = 1 << 6,

    /// <summary>Leave an auxiliary plane before running (2.0).</summary>
    ForcePlane0 = 1 << 7,
}
