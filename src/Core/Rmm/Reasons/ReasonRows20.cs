using RealmTools.Rmi;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Rmm;

/// <summary>Which causes each command of RMI 2.0 can be refused for, in the order of its checks; first those of the dispatcher.</summary>
internal static class ReasonRows20
{
    private static readonly RmiCause[] s_structural = [Cause.LevelRange, Cause.IpaRange, Cause.IpaUnaligned];
    private static readonly RmiCause[] s_list = [Cause.ListUnaligned, Cause.ListEmpty, Cause.PageNotNonSecure];
    private static readonly RmiCause[] s_tree = [Cause.NoAuxiliaryTrees, Cause.TreeIndex];
    private static readonly RmiCause[] s_destroyTable = [Cause.NotTable, Cause.TableLive];
    private static readonly RmiCause[] s_foldTable = [Cause.WalkShort, Cause.NotTable, Cause.TableMixed, Cause.BlockLevel];
    private static readonly RmiCause[] s_block =
        [Cause.BlocksExhausted, Cause.BlockSizeChanged, Cause.EntryCrossesTop, Cause.BlockUnaligned, Cause.BeyondPaLimit];

    private static readonly RmiCause[] s_mapSource = [Cause.RealmNotNewOrActive, Cause.RangeEmpty, .. s_list, Cause.OutputType];
    private static readonly RmiCause[] s_mapRange = [Cause.LevelRange, Cause.IpaRange, Cause.IpaUnaligned, Cause.RangeUnaligned];
    private static readonly RmiCause[] s_unmap =
    [
        Cause.ContextsInUse, Cause.NotRd, Cause.RangeUnaligned, Cause.RangeEmpty, Cause.IpaRange,
        Cause.OutputType, Cause.OutputUnexpected, .. s_list, Cause.StartInsideEntry, Cause.EntryCrossesTop,
    ];

    internal static (RmiCommand Command, RmiCause[] Causes)[] All { get; } =
    [
        (None, [Cause.UnknownFunction, Cause.RmmNotActive, Cause.RmmActive]),
        (RmiCommand.Version, [Cause.VersionUnsupported]),
        (RmmConfigGet, [Cause.PointerUnaligned, Cause.PageNotNonSecure]),
        (RmmConfigSet, [Cause.PointerUnaligned, Cause.PageNotNonSecure, Cause.GranuleSizeUnsupported, Cause.TrackingSizeUnsupported]),
        (GranuleTrackingGet, [Cause.AddressBeyondPaSpace, Cause.RangeEmpty, Cause.RangeUnaligned]),
        (GptL1Create, [Cause.AddressUnaligned, Cause.GptStatic]),
        (GranuleRangeDelegate, [Cause.RangeUnaligned, Cause.RangeEmpty, Cause.NotNonSecure, Cause.NoGranule]),
        (GranuleRangeUndelegate, [Cause.RangeUnaligned, Cause.RangeEmpty, Cause.NotDelegated, Cause.NoGranule]),
        (RealmCreate,
        [
            Cause.PageNotNonSecure, Cause.Lpa2Unsupported, Cause.IpaWidth, Cause.Breakpoints, Cause.Watchpoints, Cause.SveUnsupported,
            Cause.SveVectorLength, Cause.PmuCounters, Cause.DeviceAssignmentUnsupported, Cause.MecPolicy, Cause.StartLevel, Cause.RootCount,
            Cause.Planes, Cause.AtsPlane, Cause.PlaneTrees, Cause.IndirectPermissionsUnsupported, Cause.RootAlignment, Cause.HashAlgorithm,
            Cause.NoVmid, Cause.NoMecId, Cause.NotDelegated, Cause.RdNotDelegated,
        ]),
        (RealmActivate, [Cause.NotRd, Cause.RealmNotNew]),
        (RealmTerminate, [Cause.NotRd, Cause.RecsRunning]),
        (RealmDestroy, [Cause.NotRd, Cause.RealmHasRecs, Cause.RealmNotTerminated, Cause.RootLive]),
        (RecCreate, [Cause.NotDelegated, Cause.ContextsInUse, Cause.PageNotNonSecure, Cause.NotRd, Cause.TooManyRecs, Cause.RealmNotNew, Cause.MpidrIndex]),
        (RecDestroy, [Cause.ContextsInUse, Cause.NotRec, Cause.RecRunning]),
        (RecEnter,
        [
            Cause.PageNotNonSecure, Cause.NotRec, Cause.RecRunning, Cause.RealmNotActive, Cause.RecNotRunnable, Cause.PsciPending,
            Cause.NoUnprotectedAbort, Cause.NoEmulatableAbort,
        ]),
        (PsciComplete,
        [
            Cause.NotRec, Cause.SameRec, Cause.RecRunning, Cause.NoRequest, Cause.RecOfOtherRealm, Cause.NotPsciTarget, Cause.PsciStatus,
            Cause.TargetOn,
        ]),
        (OpMemDonate,
        [
            Cause.NoOperation, Cause.NotExpected, Cause.ListUnaligned, Cause.PageNotNonSecure, Cause.BlockUnaligned, Cause.BlockUndelegated,
            Cause.TooMuchDonated,
        ]),
        (OpMemReclaim, [Cause.NoOperation, Cause.ListUnaligned, Cause.NotExpected, Cause.PageNotNonSecure]),
        (OpContinue, [Cause.NoOperation, Cause.NotExpected]),
        (OpCancel, [Cause.NoOperation, Cause.NotCancellable]),
        (RttCreate, [Cause.NotDelegated, Cause.NotRd, .. s_structural, Cause.BeyondPaLimit, Cause.WalkShort, Cause.TableExists]),
        (RttDestroy, [Cause.NotRd, .. s_structural, .. s_destroyTable, Cause.AuxiliaryReference]),
        (RttFold, [Cause.NotRd, .. s_structural, .. s_foldTable, Cause.AuxiliaryReference]),
        (RttReadEntry, [Cause.NotRd, .. s_structural]),
        (RttInitRipas,
        [
            Cause.RangeEmpty, Cause.NotRd, Cause.RangeUnaligned, Cause.IpaRange, Cause.NotProtected, Cause.RealmNotNew,
            Cause.StartInsideEntry, Cause.RipasFixed, Cause.EntryCrossesTop,
        ]),
        (RttSetRipas,
        [
            Cause.RangeEmpty, Cause.RangeUnaligned, Cause.NotRd, Cause.NotRec, Cause.RecRunning, Cause.RecOfOtherRealm, Cause.NotNextInRequest,
            Cause.BeyondRequest, Cause.StartInsideEntry, Cause.AuxiliaryMapping, Cause.EntryCrossesTop, Cause.RipasFixed,
        ]),
        (RttDataMapInit,
        [
            Cause.FlagsReserved, Cause.DataIsRd, Cause.PageNotNonSecure, Cause.NotRd, Cause.RealmNotNew, Cause.NotProtected, Cause.IpaUnaligned,
            Cause.BeyondPaLimit, Cause.WalkShort, Cause.EntryAssigned, Cause.NotDelegated,
        ]),
        (RttDataMap,
        [
            Cause.ContextsInUse, Cause.NotRd, .. s_mapSource, Cause.BlockUndelegated, .. s_mapRange, Cause.NotProtected, Cause.AboveStartLevel,
            Cause.WalkShort, .. s_block, Cause.EntryAssigned, Cause.NotDelegated,
        ]),
        (RttDataUnmap, [.. s_unmap, Cause.NotProtected, Cause.EntryOfOtherKind, Cause.AuxiliaryMapping]),
        (RttUnprotMap,
        [
            Cause.NotRd, .. s_mapSource, .. s_mapRange, Cause.NotUnprotected, Cause.AccessPermission, Cause.AboveStartLevel, Cause.WalkShort,
            .. s_block, Cause.MemoryAttribute, Cause.EntryAssigned,
        ]),
        (RttUnprotUnmap, [.. s_unmap, Cause.NotUnprotected]),
        (RttAuxCreate, [Cause.NotDelegated, Cause.NotRd, .. s_structural, .. s_tree, Cause.NotProtected, Cause.BeyondPaLimit, Cause.WalkShort, Cause.TableExists]),
        (RttAuxDestroy, [Cause.NotRd, .. s_structural, .. s_tree, Cause.NotProtected, .. s_destroyTable]),
        (RttAuxFold, [Cause.NotRd, .. s_structural, .. s_tree, Cause.NotProtected, .. s_foldTable]),
        (RttAuxMapProtected,
        [
            Cause.NotRd, Cause.RealmNotNewOrActive, Cause.IpaRange, Cause.IpaUnaligned, .. s_tree, Cause.NotProtected, Cause.PrimaryNotMapped,
            Cause.WalkShort, Cause.AuxiliaryDestroyed,
        ]),
        (RttAuxUnmapProtected, [Cause.NotRd, Cause.IpaRange, Cause.IpaUnaligned, .. s_tree, Cause.NotProtected, Cause.EntryNotLive]),
        (RttAuxMapUnprotected,
            [Cause.NotRd, Cause.RealmNotNewOrActive, Cause.IpaRange, Cause.IpaUnaligned, Cause.NotUnprotected, .. s_tree, Cause.PrimaryNotMapped]),
        (RttAuxUnmapUnprotected, [Cause.NotRd, .. s_tree, Cause.IpaRange, Cause.IpaUnaligned, Cause.NotUnprotected]),
        (RttSetS2ap,
        [
            Cause.RangeEmpty, Cause.RangeUnaligned, Cause.NotRd, Cause.NotRec, Cause.RecRunning, Cause.RecOfOtherRealm, Cause.NotNextInRequest,
            Cause.BeyondRequest, Cause.StartInsideEntry, Cause.EntryCrossesTop,
        ]),
        (RttDevMap,
        [
            Cause.ContextsInUse, Cause.NotRd, .. s_mapSource, Cause.BlockUndelegated, .. s_mapRange, Cause.NotProtected, Cause.EntryCrossesTop,
            Cause.NotVdev,
        ]),
        (RttDevUnmap, [.. s_unmap, Cause.NotProtected, Cause.EntryOfOtherKind]),
        (RttDevValidate, [Cause.RangeEmpty, Cause.RangeUnaligned, Cause.NotRd, Cause.NotRec, Cause.RecRunning, Cause.RecOfOtherRealm, Cause.NoRequest]),
        .. OnDevices(Cause.NotPdev, PdevAbort, PdevCommunicate, PdevDestroy, PdevGetState, PdevStreamKeyRefresh, PdevSetPubkey, PdevStop, PdevStreamDisconnect, PdevStreamComplete),
        .. OnDevices(Cause.NotVdev, VdevGetState),
        .. OnRealmDevices(VdevAbort, VdevCommunicate, VdevCreate, VdevDestroy, VdevUnlock, VdevGetInterfaceReport, VdevGetMeasurements, VdevLock, VdevStart),
        .. OnDevices(Cause.NoSmmu, PsmmuActivate, PsmmuDeactivate, PsmmuStL2Create, PsmmuStL2Destroy),
        (VdevComplete, [Cause.DeviceAssignmentUnsupported, Cause.NotRec, Cause.NotVdev]),
        (PdevCreate, [Cause.DeviceAssignmentUnsupported, Cause.AddressUnaligned, Cause.PageNotNonSecure, Cause.FlagsReserved, Cause.PdevKind, Cause.NoHostBridge]),
        (PdevStreamConnect, [Cause.DeviceAssignmentUnsupported, Cause.PageNotNonSecure, Cause.StreamKind, Cause.NotPdev]),
        (PdevStreamKeyPurge, [Cause.DeviceAssignmentUnsupported, Cause.KeyPurge]),
    ];

    private static IEnumerable<(RmiCommand Command, RmiCause[] Causes)> OnDevices(RmiCause cause, params RmiCommand[] commands) =>
        commands.Select(command => (command, new[] { Cause.DeviceAssignmentUnsupported, cause }));

    private static IEnumerable<(RmiCommand Command, RmiCause[] Causes)> OnRealmDevices(params RmiCommand[] commands) =>
        commands.Select(command => (command, new[] { Cause.DeviceAssignmentUnsupported, Cause.NotRd, Cause.NotPdev }));
}
