namespace RealmTools.Rmi;

/// <summary>Why REC_ENTER returned to the host. Source: rmm-behaviour.md §3.5.</summary>
public enum RecExitReason : byte
{
    /// <summary>Synchronous exception.</summary>
    Sync = 0,

    /// <summary>IRQ.</summary>
    Irq = 1,

    /// <summary>FIQ.</summary>
    Fiq = 2,

    /// <summary>PSCI call of the realm.</summary>
    Psci = 3,

    /// <summary>The realm asks for a RIPAS change.</summary>
    RipasChange = 4,

    /// <summary>RSI_HOST_CALL.</summary>
    HostCall = 5,

    /// <summary>SError.</summary>
    SError = 6,

    /// <summary>The realm asks for a change of stage 2 access permissions.</summary>
    S2apChange = 7,

    /// <summary>The realm asks something of a virtual device.</summary>
    VdevRequest = 8,

    /// <summary>The realm asks to map device memory.</summary>
    DevMemMap = 9,

    /// <summary>Peer-to-peer binding of virtual devices.</summary>
    VdevP2PBinding = 10,
}
