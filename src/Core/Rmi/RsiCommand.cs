namespace RealmTools.Rmi;

/// <summary>Calls of a realm to its RMM (RSI), by function ID. Source: rmm-behaviour.md §6.2.</summary>
public enum RsiCommand : uint
{
    /// <summary>RSI_VERSION: requested version.</summary>
    Version = 0xC4000190,

    /// <summary>RSI_FEATURES: index.</summary>
    Features = 0xC4000191,

    /// <summary>RSI_MEASUREMENT_READ: slot.</summary>
    MeasurementRead = 0xC4000192,

    /// <summary>RSI_MEASUREMENT_EXTEND: slot, size, data.</summary>
    MeasurementExtend = 0xC4000193,

    /// <summary>RSI_ATTEST_TOKEN_INIT: challenge.</summary>
    AttestTokenInit = 0xC4000194,

    /// <summary>RSI_ATTEST_TOKEN_CONTINUE: page, offset, size.</summary>
    AttestTokenContinue = 0xC4000195,

    /// <summary>RSI_REALM_CONFIG: page.</summary>
    RealmConfig = 0xC4000196,

    /// <summary>RSI_IPA_STATE_SET: base, top, RIPAS, flags.</summary>
    IpaStateSet = 0xC4000197,

    /// <summary>RSI_IPA_STATE_GET: base, top.</summary>
    IpaStateGet = 0xC4000198,

    /// <summary>RSI_HOST_CALL: structure.</summary>
    HostCall = 0xC4000199,

    /// <summary>RSI_VDEV_DMA_ENABLE.</summary>
    VdevDmaEnable = 0xC400019C,

    /// <summary>RSI_VDEV_GET_INFO.</summary>
    VdevGetInfo = 0xC400019D,

    /// <summary>RSI_VDEV_VALIDATE_MAPPING.</summary>
    VdevValidateMapping = 0xC400019F,

    /// <summary>RSI_MEM_GET_PERM_VALUE: plane, index.</summary>
    MemGetPermValue = 0xC40001A0,

    /// <summary>RSI_MEM_SET_PERM_INDEX: base, top, index, cookie.</summary>
    MemSetPermIndex = 0xC40001A1,

    /// <summary>RSI_MEM_SET_PERM_VALUE: plane, index, value.</summary>
    MemSetPermValue = 0xC40001A2,

    /// <summary>RSI_PLANE_ENTER: plane, run structure.</summary>
    PlaneEnter = 0xC40001A3,

    /// <summary>RSI_VDEV_DMA_DISABLE.</summary>
    VdevDmaDisable = 0xC40001A4,

    /// <summary>RSI_PLANE_SYSREG_READ.</summary>
    PlaneSysregRead = 0xC40001AE,

    /// <summary>RSI_PLANE_SYSREG_WRITE.</summary>
    PlaneSysregWrite = 0xC40001AF,
}
