namespace RealmTools.Rmi;

/// <summary>PSCI calls of a realm, by function ID; of those with addresses, the 64-bit one. Source: rmm-behaviour.md §6.4.</summary>
public enum PsciCommand : uint
{
    /// <summary>SMCCC_VERSION.</summary>
    SmcccVersion = 0x80000000,

    /// <summary>PSCI_VERSION.</summary>
    Version = 0x84000000,

    /// <summary>CPU_OFF: the vCPU stops.</summary>
    CpuOff = 0x84000002,

    /// <summary>SYSTEM_OFF: the realm stops.</summary>
    SystemOff = 0x84000008,

    /// <summary>SYSTEM_RESET: the realm stops.</summary>
    SystemReset = 0x84000009,

    /// <summary>PSCI_FEATURES: function ID.</summary>
    Features = 0x8400000A,

    /// <summary>CPU_SUSPEND.</summary>
    CpuSuspend = 0xC4000001,

    /// <summary>CPU_ON: MPIDR, entry point, context.</summary>
    CpuOn = 0xC4000003,

    /// <summary>AFFINITY_INFO: MPIDR, level.</summary>
    AffinityInfo = 0xC4000004,
}
