namespace RealmTools.Rmm;

/// <summary>Everything a check can find wrong, one line each. With the command's name in front the id is a reason's id.</summary>
internal static partial class Cause
{
    internal static readonly RmiCause UnknownFunction = new("unknown-function", "The RMM has no handler for this function ID.", "Check the function ID and the RMI generation of the connected RMM.");
    internal static readonly RmiCause RmmNotActive = new("rmm-not-active", "Before RMM_ACTIVATE only set-up commands are allowed.", "Call RMM_ACTIVATE first.");
    internal static readonly RmiCause RmmActive = new("rmm-active", "The command is allowed only before RMM_ACTIVATE.", "Nothing to do: the RMM is configured and active.");
    internal static readonly RmiCause VersionUnsupported = new("version-unsupported", "The RMM supports exactly one version.", "Ask for the version that the output returns.");
    internal static readonly RmiCause PointerUnaligned = new("pointer-unaligned", "The pointer must be non-zero and 4 KiB aligned.", "Pass the address of a whole page.");
    internal static readonly RmiCause PageNotNonSecure = new("page-not-non-secure", "The page that the RMM is to read or write must be a non-secure granule of a DRAM bank.", "Use a page that was never delegated, or undelegate it first.");
    internal static readonly RmiCause GranuleSizeUnsupported = new("granule-size-unsupported", "Only granules of 4 KiB are supported.", "Set rmi_granule_size to 0.");
    internal static readonly RmiCause TrackingSizeUnsupported = new("tracking-size-unsupported", "Only tracking regions of 1 GiB are supported.", "Set tracking_region_size to 0.");
    internal static readonly RmiCause FlagsReserved = new("flags-reserved", "A reserved flag is set.", "Clear all flags that the command does not define.");

    internal static readonly RmiCause RangeEmpty = new("range-empty", "The end of the range must lie above its start.", "Pass top > base.");
    internal static readonly RmiCause RangeUnaligned = new("range-unaligned", "Start and end of the range must be 4 KiB aligned.", "Align base and top to 4 KiB.");
    internal static readonly RmiCause AddressUnaligned = new("address-unaligned", "The address is not aligned as the command needs it.", "Align the address.");
    internal static readonly RmiCause AddressBeyondPaSpace = new("address-beyond-pa-space", "The address exceeds the physical address width.", "Stay below 2^S2SZ of feature register 0.");
    internal static readonly RmiCause NoGranule = new("no-granule", "The RMM manages no granule at this address.", "Use an address in a DRAM bank or a device range.");
    internal static readonly RmiCause NotNonSecure = new("not-non-secure", "Only a non-secure granule can be delegated.", "Skip granules that are delegated already.");
    internal static readonly RmiCause NotDelegated = new("not-delegated", "The granule must be in state DELEGATED.", "Delegate it first; if it has a role, end that role: a data page by unmapping, a table by destroying or folding it, a REC, RD or root table by destroying the REC or the realm.");
    internal static readonly RmiCause RdNotDelegated = new("rd-not-delegated", "The granule for the RD must be in state DELEGATED and not among the root tables.", "Delegate a granule of its own for the RD.");
    internal static readonly RmiCause NotRd = new("not-rd", "The address is not that of a realm descriptor.", "Pass the RD of a realm that exists.");
    internal static readonly RmiCause NotRec = new("not-rec", "The address is not that of a REC.", "Pass a REC whose creation has finished and that was not destroyed.");
    internal static readonly RmiCause NotPdev = new("not-pdev", "The address is not that of a physical device object.", "No device is known on this platform.");
    internal static readonly RmiCause NotVdev = new("not-vdev", "The address is not that of a virtual device object.", "No device is known on this platform.");
    internal static readonly RmiCause BeyondPaLimit = new("beyond-pa-limit", "A realm without LPA2 can use physical addresses below 2^48 only.", "Use lower memory, or create the realm with LPA2.");
    internal static readonly RmiCause GptStatic = new("gpt-static", "Level 1 granule protection tables are static on this platform.", "Nothing to do: the table is there already.");

    internal static readonly RmiCause Lpa2Unsupported = new("lpa2-unsupported", "The platform has no LPA2.", "Clear bit 0 of flags0.");
    internal static readonly RmiCause IpaWidth = new("ipa-width", "The IPA width must be 32 bits or more and within FEATURES0.S2SZ.", "Choose an IPA width that the platform offers.");
    internal static readonly RmiCause Breakpoints = new("breakpoints", "The number of breakpoints must be 1…FEATURES0.NUM_BPS.", "Choose a number that the platform offers.");
    internal static readonly RmiCause Watchpoints = new("watchpoints", "The number of watchpoints must be 1…FEATURES0.NUM_WPS.", "Choose a number that the platform offers.");
    internal static readonly RmiCause SveUnsupported = new("sve-unsupported", "The platform has no SVE.", "Clear bit 1 of flags0.");
    internal static readonly RmiCause SveVectorLength = new("sve-vector-length", "The SVE vector length exceeds FEATURES0.SVE_VL.", "Choose a shorter vector length.");
    internal static readonly RmiCause PmuCounters = new("pmu-counters", "The number of PMU counters must be 1…FEATURES0.PMU_NUM_CTRS.", "Clear bit 2 of flags0, or choose a number that the platform offers.");
    internal static readonly RmiCause DeviceAssignmentUnsupported = new("device-assignment-unsupported", "The platform has no device assignment.", "Do without assigned devices.");
    internal static readonly RmiCause MecPolicy = new("mec-policy", "The memory encryption policy must be shared (0) or private (1).", "Set bits 8:7 of flags0 to 0 or 1.");
    internal static readonly RmiCause StartLevel = new("start-level", "The start level cannot serve this IPA width.", "Choose the start level by the IPA width; 40 bits need level 1 or 0, 48 bits level 0.");
    internal static readonly RmiCause RootCount = new("root-count", "The number of root tables does not fit IPA width and start level.", "Pass 2^(s2sz − bits of one table), at least 1.");
    internal static readonly RmiCause Planes = new("planes", "More auxiliary planes than FEATURES3.MAX_NUM_AUX_PLANES.", "Ask for fewer planes.");
    internal static readonly RmiCause AtsPlane = new("ats-plane", "The ATS plane must be one of the realm's planes.", "Set ats_plane to 0…num_aux_planes.");
    internal static readonly RmiCause PlaneTrees = new("plane-trees", "Planes need either a tree each or indirect permissions, as FEATURES3.RTT_PLANE allows.", "Set exactly one of the two bits of flags1.");
    internal static readonly RmiCause IndirectPermissionsUnsupported = new("indirect-permissions-unsupported", "The platform has no indirect stage 2 permissions.", "Clear bit 1 of flags1.");
    internal static readonly RmiCause RootAlignment = new("root-alignment", "The root tables of a tree must be aligned to their total size.", "Align rtt_base to rtt_num_start · 4 KiB.");
    internal static readonly RmiCause HashAlgorithm = new("hash-algorithm", "The hash algorithm is unknown.", "Use 0 (SHA-256), 1 (SHA-512) or 2 (SHA-384; not in RMI 1.0).");
    internal static readonly RmiCause NoVmid = new("no-vmid", "No free VMID is left.", "Destroy a realm first.");
    internal static readonly RmiCause NoMecId = new("no-mec-id", "No free memory encryption context is left.", "Destroy a realm that has one, or use the shared policy.");

    internal static readonly RmiCause VmidTaken = new("vmid-taken", "The VMID is too wide for the platform, or belongs to another realm.", "Choose a VMID from 0 to 255 that no realm has.");

    internal static readonly RmiCause RealmNotNew = new("realm-not-new", "The realm must be in state NEW.", "Do this before REALM_ACTIVATE.");
    internal static readonly RmiCause RealmNotNewOrActive = new("realm-not-new-or-active", "The realm must be in state NEW or ACTIVE.", "A realm that is switched off or terminated takes no mappings any more.");
    internal static readonly RmiCause RealmNotActive = new("realm-not-active", "The realm must be in state ACTIVE.", "Call REALM_ACTIVATE; a realm that is switched off or terminated never runs again.");
    internal static readonly RmiCause RealmNotTerminated = new("realm-not-terminated", "The realm must be terminated before it is destroyed.", "Call REALM_TERMINATE first.");
    internal static readonly RmiCause RealmHasRecs = new("realm-has-recs", "The realm still has RECs.", "Destroy every REC first.");
    internal static readonly RmiCause RecsRunning = new("recs-running", "A REC of the realm is inside REC_ENTER.", "Let every REC leave REC_ENTER first.");
    internal static readonly RmiCause RootLive = new("root-live", "A root table still has live entries: tables, data or device blocks.", "Unmap data blocks and destroy the tables below the root first; root tables themselves come back with the realm.");

    internal static readonly RmiCause LevelRange = new("level-range", "The level is out of range for this realm and command.", "Tables: start level + 1…3; entries: start level…3.");
    internal static readonly RmiCause IpaRange = new("ipa-range", "The IPA lies beyond the realm's IPA space.", "Stay below 2^s2sz.");
    internal static readonly RmiCause IpaUnaligned = new("ipa-unaligned", "The IPA is not aligned to what one entry covers.", "Align the IPA down to the entry's size.");
    internal static readonly RmiCause NotProtected = new("not-protected", "The IPA range must lie in the protected half.", "Stay below 2^(s2sz−1).");
    internal static readonly RmiCause NotUnprotected = new("not-unprotected", "The IPA range must lie in the unprotected half.", "Start at 2^(s2sz−1) or above.");
    internal static readonly RmiCause AboveStartLevel = new("above-start-level", "Blocks of this size lie above the realm's start level.", "Use smaller blocks.");
    internal static readonly RmiCause WalkShort = new("walk-short", "The walk ended above the level asked for: a table is missing on the way, or a block is mapped.", "Create the missing table one level below the index that was returned.");
    internal static readonly RmiCause TableExists = new("table-exists", "There is a table at this IPA and level already.", "Nothing to do, or destroy it first.");
    internal static readonly RmiCause NotTable = new("not-table", "There is no table at this IPA and level.", "Continue at the returned top; an unmapped or block entry needs no table.");
    internal static readonly RmiCause TableLive = new("table-live", "The table still has live entries.", "Unmap its data pages and destroy or fold the tables below it first.");
    internal static readonly RmiCause TableMixed = new("table-mixed", "The table does not fold: its entries differ, or are not consecutive and aligned.", "Fold only tables whose 512 entries are alike; mapped ones must be consecutive and aligned to the block.");
    internal static readonly RmiCause BlockLevel = new("block-level", "Blocks above level 1 (1 GiB) do not exist.", "Fold level 1 tables only when they map nothing.");
    internal static readonly RmiCause EntryAssigned = new("entry-assigned", "Something else is at this entry already.", "Unmap or destroy what is there first.");
    internal static readonly RmiCause EntryNotLive = new("entry-not-live", "Nothing is mapped at this entry.", "Continue at the returned top.");
    internal static readonly RmiCause EntryOfOtherKind = new("entry-of-other-kind", "The entry maps another kind of memory than the command unmaps.", "Use RTT_DATA_UNMAP for data, RTT_DEV_UNMAP for device memory.");
    internal static readonly RmiCause EntryCrossesTop = new("entry-crosses-top", "The entry covers more than the rest of the range.", "Widen the range to the whole entry, or create a table below it.");
    internal static readonly RmiCause StartInsideEntry = new("start-inside-entry", "The range starts inside an entry.", "Start at the entry's first address, or create a table below it.");

    internal static readonly RmiCause RipasFixed = new("ripas-fixed", "The RIPAS of the entry may not change this way.", "Skip the entry; a DESTROYED entry changes only when the realm allows it.");
    internal static readonly RmiCause NoRequest = new("no-request", "The REC has no such request pending.", "Only answer what the REC's last exit asked for.");
    internal static readonly RmiCause NotNextInRequest = new("not-next-in-request", "The start is not the next address of the REC's pending request.", "Start at the base of the exit, then at each returned top.");
    internal static readonly RmiCause BeyondRequest = new("beyond-request", "The range exceeds the REC's pending request, or there is none.", "Stay below the top of the exit.");

    internal static readonly RmiCause OutputType = new("output-type", "The output address type is not allowed here.", "Maps need SINGLE or LIST; unmaps NONE, SINGLE or LIST.");
    internal static readonly RmiCause OutputUnexpected = new("output-unexpected", "List address and count must be 0 unless the type is LIST.", "Clear oaddr and the list count.");
    internal static readonly RmiCause ListUnaligned = new("list-unaligned", "The list must be 8-byte aligned.", "Align the list address.");
    internal static readonly RmiCause ListEmpty = new("list-empty", "The list count must be at least 1.", "Pass the number of descriptors.");
    internal static readonly RmiCause BlocksExhausted = new("blocks-exhausted", "The descriptors hold no block.", "Pass a descriptor with a count above 0.");
    internal static readonly RmiCause BlockUndelegated = new("block-undelegated", "The descriptor's state must be DELEGATED.", "Clear bit 63 of the descriptor.");
    internal static readonly RmiCause BlockSizeChanged = new("block-size-changed", "A block's size differs from that of the first descriptor.", "Map one block size a call.");
    internal static readonly RmiCause BlockUnaligned = new("block-unaligned", "The block's address is not aligned to its size.", "Align the address to the block size.");
    internal static readonly RmiCause DataIsRd = new("data-is-rd", "The data granule is the realm's own RD.", "Use a delegated granule of its own.");
    internal static readonly RmiCause AccessPermission = new("access-permission", "The access permission value is reserved.", "Use S2AP 0…3.");
    internal static readonly RmiCause DescriptorReserved = new("descriptor-reserved", "The descriptor may hold a PA aligned to its level, MemAttr and permissions, nothing else.", "Clear all other bits; without LPA2 the PA must be below 2^48.");
    internal static readonly RmiCause MemoryAttribute = new("memory-attribute", "The memory attribute value 4 is reserved.", "Use another MemAttr.");

    internal static readonly RmiCause RecRunning = new("rec-running", "The REC is inside REC_ENTER.", "Let it leave REC_ENTER first.");
    internal static readonly RmiCause RecOfOtherRealm = new("rec-of-other-realm", "The REC belongs to another realm.", "Pass the RD of the REC's own realm.");
    internal static readonly RmiCause RecNotRunnable = new("rec-not-runnable", "The REC is off.", "Create it runnable, or let another REC turn it on with PSCI CPU_ON and complete that.");
    internal static readonly RmiCause PsciPending = new("psci-pending", "The REC waits for the answer to a PSCI call.", "Call PSCI_COMPLETE first.");
    internal static readonly RmiCause ListRegisters = new("list-registers", "The virtual interrupt controller's state in the run page is not legal.", "Set only the bits of gicv3_hcr that the host owns; valid list registers need HW 0, a priority without reserved bits, and interrupts that differ.");
    internal static readonly RmiCause NoUnprotectedAbort = new("no-unprotected-abort", "INJECT_SEA needs a last exit by a data abort at an unprotected IPA.", "Set the flag only at the first entry after such an exit.");
    internal static readonly RmiCause NoEmulatableAbort = new("no-emulatable-abort", "EMUL_MMIO needs a last exit by a data abort that can be emulated (ISV set).", "Set the flag only at the first entry after such an exit.");
    internal static readonly RmiCause SameRec = new("same-rec", "The calling REC and the target must be two.", "Pass the REC that the realm's MPIDR names as the target.");
    internal static readonly RmiCause NotPsciTarget = new("not-psci-target", "The target is not the REC that the realm named.", "Pass the REC whose index the MPIDR in the exit's gprs[1] stands for.");
    internal static readonly RmiCause PsciStatus = new("psci-status", "The status is not one that the host may return for this call.", "CPU_ON: SUCCESS (0) or DENIED (−3); AFFINITY_INFO: SUCCESS.");
    internal static readonly RmiCause TargetOn = new("target-on", "CPU_ON cannot be denied: the target is on already. The realm was told so, and the request is done.", "Return SUCCESS.");
    internal static readonly RmiCause TooManyRecs = new("too-many-recs", "A realm can have 1023 RECs at a time.", "Destroy a REC first.");
    internal static readonly RmiCause AuxiliaryCount = new("auxiliary-count", "A REC needs exactly as many auxiliary granules as REC_AUX_COUNT says.", "List 16 delegated granules, and set num_aux to 16.");
    internal static readonly RmiCause MpidrIndex = new("mpidr-index", "The MPIDR must stand for the realm's next REC index.", "Create RECs in order; an index is never used twice.");

    internal static readonly RmiCause ContextsInUse = new("contexts-in-use", "Every context of stateful operations is in use.", "Finish an operation that has begun.");
    internal static readonly RmiCause NoOperation = new("no-operation", "No stateful operation has this handle.", "Use the handle that the command returned; it ends with the final OP_CONTINUE.");
    internal static readonly RmiCause NotExpected = new("not-expected", "The operation waits for another kind of call.", "Follow the memory request of the last INCOMPLETE: DONATE, RECLAIM, or else OP_CONTINUE.");
    internal static readonly RmiCause NotCancellable = new("not-cancellable", "The operation cannot be cancelled.", "Carry it through.");
    internal static readonly RmiCause TooMuchDonated = new("too-much-donated", "The list holds more memory than was asked for.", "Donate at most the outstanding count.");

    internal static readonly RmiCause NoAuxiliaryTrees = new("no-auxiliary-trees", "The realm has no auxiliary trees.", "Create the realm with auxiliary planes and a tree per plane.");
    internal static readonly RmiCause TreeIndex = new("tree-index", "The tree index must be 1…number of planes − 1.", "Pass the index of an auxiliary tree.");
    internal static readonly RmiCause AuxiliaryReference = new("auxiliary-reference", "An auxiliary root table still refers to this table.", "RTT_AUX_UNMAP_UNPROTECTED the IPA in every auxiliary tree first.");
    internal static readonly RmiCause AuxiliaryMapping = new("auxiliary-mapping", "A page is still mapped in an auxiliary tree.", "RTT_AUX_UNMAP_PROTECTED the page in every auxiliary tree first.");
    internal static readonly RmiCause AuxiliaryDestroyed = new("auxiliary-destroyed", "The auxiliary entry's RIPAS is DESTROYED.", "Create and destroy or fold the auxiliary table to reset it.");
    internal static readonly RmiCause PrimaryNotMapped = new("primary-not-mapped", "The primary tree maps nothing there that could be copied.", "Map it in the primary tree first.");

    internal static readonly RmiCause NoHostBridge = new("no-host-bridge", "The host bridge or device is not known.", "No device is known on this platform.");
    internal static readonly RmiCause NoSmmu = new("no-smmu", "No SMMU is known at this address.", "No SMMU is known on this platform.");
    internal static readonly RmiCause PdevKind = new("pdev-kind", "Only off-chip devices with SPDM and root ports are supported.", "Choose another category.");
    internal static readonly RmiCause StreamKind = new("stream-kind", "Streams of this type are not supported.", "Choose another stream type.");
    internal static readonly RmiCause KeyPurge = new("key-purge", "Purging stream keys is not supported.", "Do without.");
}
