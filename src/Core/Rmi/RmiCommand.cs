#pragma warning disable CA1069 // RMI 2.0 renamed a command and kept its number.

namespace RealmTools.Rmi;

/// <summary>
/// RMI commands by function number: the function ID is <c>0xC4000000</c> plus the value. Commands that one generation has and the
/// other has not are here too; which exist, and under which name, is the profile's <see cref="RmiCommandTable"/>.
/// </summary>
/// <remarks>Source: rmm-behaviour.md §2.3 (RMI 2.0) and §2.4 (RMI 1.0).</remarks>
public enum RmiCommand
{
    /// <summary>No command.</summary>
    None = 0,

    /// <summary>RMI_VERSION.</summary>
    Version = 0x150,

    /// <summary>RMI_GRANULE_DELEGATE (RMI 1.0).</summary>
    GranuleDelegate = 0x151,

    /// <summary>RMI_GRANULE_UNDELEGATE (RMI 1.0).</summary>
    GranuleUndelegate = 0x152,

    /// <summary>RMI_RTT_DATA_MAP_INIT (RMI 2.0).</summary>
    RttDataMapInit = 0x153,

    /// <summary>RMI_DATA_CREATE (RMI 1.0).</summary>
    DataCreate = 0x153,

    /// <summary>RMI_DATA_CREATE_UNKNOWN (RMI 1.0).</summary>
    DataCreateUnknown = 0x154,

    /// <summary>RMI_DATA_DESTROY (RMI 1.0).</summary>
    DataDestroy = 0x155,

    /// <summary>RMI_REALM_ACTIVATE.</summary>
    RealmActivate = 0x157,

    /// <summary>RMI_REALM_CREATE.</summary>
    RealmCreate = 0x158,

    /// <summary>RMI_REALM_DESTROY.</summary>
    RealmDestroy = 0x159,

    /// <summary>RMI_REC_CREATE.</summary>
    RecCreate = 0x15A,

    /// <summary>RMI_REC_DESTROY.</summary>
    RecDestroy = 0x15B,

    /// <summary>RMI_REC_ENTER.</summary>
    RecEnter = 0x15C,

    /// <summary>RMI_RTT_CREATE.</summary>
    RttCreate = 0x15D,

    /// <summary>RMI_RTT_DESTROY.</summary>
    RttDestroy = 0x15E,

    /// <summary>RMI_RTT_MAP_UNPROTECTED (RMI 1.0).</summary>
    RttMapUnprotected = 0x15F,

    /// <summary>RMI_RTT_READ_ENTRY.</summary>
    RttReadEntry = 0x161,

    /// <summary>RMI_RTT_UNMAP_UNPROTECTED (RMI 1.0).</summary>
    RttUnmapUnprotected = 0x162,

    /// <summary>RMI_RTT_DEV_VALIDATE (RMI 2.0).</summary>
    RttDevValidate = 0x163,

    /// <summary>RMI_PSCI_COMPLETE.</summary>
    PsciComplete = 0x164,

    /// <summary>RMI_FEATURES.</summary>
    Features = 0x165,

    /// <summary>RMI_RTT_FOLD.</summary>
    RttFold = 0x166,

    /// <summary>RMI_REC_AUX_COUNT (RMI 1.0).</summary>
    RecAuxCount = 0x167,

    /// <summary>RMI_RTT_INIT_RIPAS.</summary>
    RttInitRipas = 0x168,

    /// <summary>RMI_RTT_SET_RIPAS.</summary>
    RttSetRipas = 0x169,

    /// <summary>RMI_VSMMU_CREATE (RMI 2.0).</summary>
    VsmmuCreate = 0x16A,

    /// <summary>RMI_VSMMU_DESTROY (RMI 2.0).</summary>
    VsmmuDestroy = 0x16B,

    /// <summary>RMI_VSMMU_MAP (RMI 2.0).</summary>
    VsmmuMap = 0x16C,

    /// <summary>RMI_VSMMU_UNMAP (RMI 2.0).</summary>
    VsmmuUnmap = 0x16D,

    /// <summary>RMI_RMM_CONFIG_SET (RMI 2.0).</summary>
    RmmConfigSet = 0x16E,

    /// <summary>RMI_PSMMU_IRQ_NOTIFY (RMI 2.0).</summary>
    PsmmuIrqNotify = 0x16F,

    /// <summary>RMI_PDEV_ABORT (RMI 2.0).</summary>
    PdevAbort = 0x174,

    /// <summary>RMI_PDEV_COMMUNICATE (RMI 2.0).</summary>
    PdevCommunicate = 0x175,

    /// <summary>RMI_PDEV_CREATE (RMI 2.0).</summary>
    PdevCreate = 0x176,

    /// <summary>RMI_PDEV_DESTROY (RMI 2.0).</summary>
    PdevDestroy = 0x177,

    /// <summary>RMI_PDEV_GET_STATE (RMI 2.0).</summary>
    PdevGetState = 0x178,

    /// <summary>RMI_PDEV_STREAM_KEY_REFRESH (RMI 2.0).</summary>
    PdevStreamKeyRefresh = 0x17A,

    /// <summary>RMI_PDEV_SET_PUBKEY (RMI 2.0).</summary>
    PdevSetPubkey = 0x17B,

    /// <summary>RMI_PDEV_STOP (RMI 2.0).</summary>
    PdevStop = 0x17C,

    /// <summary>RMI_RTT_AUX_CREATE (RMI 2.0).</summary>
    RttAuxCreate = 0x17D,

    /// <summary>RMI_RTT_AUX_DESTROY (RMI 2.0).</summary>
    RttAuxDestroy = 0x17E,

    /// <summary>RMI_RTT_AUX_FOLD (RMI 2.0).</summary>
    RttAuxFold = 0x17F,

    /// <summary>RMI_RTT_AUX_MAP_PROTECTED (RMI 2.0).</summary>
    RttAuxMapProtected = 0x180,

    /// <summary>RMI_RTT_AUX_MAP_UNPROTECTED (RMI 2.0).</summary>
    RttAuxMapUnprotected = 0x181,

    /// <summary>RMI_RTT_AUX_UNMAP_PROTECTED (RMI 2.0).</summary>
    RttAuxUnmapProtected = 0x183,

    /// <summary>RMI_RTT_AUX_UNMAP_UNPROTECTED (RMI 2.0).</summary>
    RttAuxUnmapUnprotected = 0x184,

    /// <summary>RMI_VDEV_ABORT (RMI 2.0).</summary>
    VdevAbort = 0x185,

    /// <summary>RMI_VDEV_COMMUNICATE (RMI 2.0).</summary>
    VdevCommunicate = 0x186,

    /// <summary>RMI_VDEV_CREATE (RMI 2.0).</summary>
    VdevCreate = 0x187,

    /// <summary>RMI_VDEV_DESTROY (RMI 2.0).</summary>
    VdevDestroy = 0x188,

    /// <summary>RMI_VDEV_GET_STATE (RMI 2.0).</summary>
    VdevGetState = 0x189,

    /// <summary>RMI_VDEV_UNLOCK (RMI 2.0).</summary>
    VdevUnlock = 0x18A,

    /// <summary>RMI_RTT_SET_S2AP (RMI 2.0).</summary>
    RttSetS2ap = 0x18B,

    /// <summary>RMI_VDEV_COMPLETE (RMI 2.0).</summary>
    VdevComplete = 0x18E,

    /// <summary>RMI_VDEV_GET_INTERFACE_REPORT (RMI 2.0).</summary>
    VdevGetInterfaceReport = 0x1D0,

    /// <summary>RMI_VDEV_GET_MEASUREMENTS (RMI 2.0).</summary>
    VdevGetMeasurements = 0x1D1,

    /// <summary>RMI_VDEV_LOCK (RMI 2.0).</summary>
    VdevLock = 0x1D2,

    /// <summary>RMI_VDEV_START (RMI 2.0).</summary>
    VdevStart = 0x1D3,

    /// <summary>RMI_PSMMU_ACTIVATE (RMI 2.0).</summary>
    PsmmuActivate = 0x1D7,

    /// <summary>RMI_PSMMU_DEACTIVATE (RMI 2.0).</summary>
    PsmmuDeactivate = 0x1D8,

    /// <summary>RMI_PSMMU_ST_L2_CREATE (RMI 2.0).</summary>
    PsmmuStL2Create = 0x1DB,

    /// <summary>RMI_PSMMU_ST_L2_DESTROY (RMI 2.0).</summary>
    PsmmuStL2Destroy = 0x1DC,

    /// <summary>RMI_GRANULE_TRACKING_GET (RMI 2.0).</summary>
    GranuleTrackingGet = 0x1E1,

    /// <summary>RMI_GRANULE_TRACKING_SET (RMI 2.0).</summary>
    GranuleTrackingSet = 0x1E3,

    /// <summary>RMI_RMM_CONFIG_GET (RMI 2.0).</summary>
    RmmConfigGet = 0x1EC,

    /// <summary>RMI_GRANULE_RANGE_DELEGATE (RMI 2.0).</summary>
    GranuleRangeDelegate = 0x1F1,

    /// <summary>RMI_GRANULE_RANGE_UNDELEGATE (RMI 2.0).</summary>
    GranuleRangeUndelegate = 0x1F2,

    /// <summary>RMI_GPT_L1_CREATE (RMI 2.0).</summary>
    GptL1Create = 0x1F3,

    /// <summary>RMI_GPT_L1_DESTROY (RMI 2.0).</summary>
    GptL1Destroy = 0x1F4,

    /// <summary>RMI_RTT_DATA_MAP (RMI 2.0).</summary>
    RttDataMap = 0x1F5,

    /// <summary>RMI_RTT_DATA_UNMAP (RMI 2.0).</summary>
    RttDataUnmap = 0x1F6,

    /// <summary>RMI_RTT_DEV_MAP (RMI 2.0).</summary>
    RttDevMap = 0x1F7,

    /// <summary>RMI_RTT_DEV_UNMAP (RMI 2.0).</summary>
    RttDevUnmap = 0x1F8,

    /// <summary>RMI_RTT_UNPROT_MAP (RMI 2.0).</summary>
    RttUnprotMap = 0x1FB,

    /// <summary>RMI_RTT_UNPROT_UNMAP (RMI 2.0).</summary>
    RttUnprotUnmap = 0x1FC,

    /// <summary>RMI_REALM_TERMINATE (RMI 2.0).</summary>
    RealmTerminate = 0x201,

    /// <summary>RMI_RMM_ACTIVATE (RMI 2.0).</summary>
    RmmActivate = 0x202,

    /// <summary>RMI_OP_CONTINUE (RMI 2.0).</summary>
    OpContinue = 0x203,

    /// <summary>RMI_PDEV_STREAM_CONNECT (RMI 2.0).</summary>
    PdevStreamConnect = 0x204,

    /// <summary>RMI_PDEV_STREAM_DISCONNECT (RMI 2.0).</summary>
    PdevStreamDisconnect = 0x205,

    /// <summary>RMI_PDEV_STREAM_COMPLETE (RMI 2.0).</summary>
    PdevStreamComplete = 0x206,

    /// <summary>RMI_PDEV_STREAM_KEY_PURGE (RMI 2.0).</summary>
    PdevStreamKeyPurge = 0x207,

    /// <summary>RMI_OP_MEM_DONATE (RMI 2.0).</summary>
    OpMemDonate = 0x208,

    /// <summary>RMI_OP_MEM_RECLAIM (RMI 2.0).</summary>
    OpMemReclaim = 0x209,

    /// <summary>RMI_OP_CANCEL (RMI 2.0).</summary>
    OpCancel = 0x20A,
}
