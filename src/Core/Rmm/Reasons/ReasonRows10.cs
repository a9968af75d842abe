using RealmTools.Rmi;
using static RealmTools.Rmi.RmiCommand;

namespace RealmTools.Rmm;

/// <summary>Which causes each command of RMI 1.0 can be refused for, in the order of its checks; first that of the dispatcher.</summary>
internal static class ReasonRows10
{
    private static readonly RmiCause[] s_structural = [Cause.LevelRange, Cause.IpaRange, Cause.IpaUnaligned];
    private static readonly RmiCause[] s_page = [Cause.NotProtected, Cause.IpaUnaligned, Cause.BeyondPaLimit, Cause.WalkShort, Cause.EntryAssigned];
    private static readonly RmiCause[] s_unprotected = [.. s_structural, Cause.NotUnprotected, Cause.AboveStartLevel, Cause.WalkShort];

    internal static (RmiCommand Command, RmiCause[] Causes)[] All { get; } =
    [
        (None, [Cause.UnknownFunction]),
        (RmiCommand.Version, [Cause.VersionUnsupported]),
        (GranuleDelegate, [Cause.NotNonSecure]),
        (GranuleUndelegate, [Cause.NotDelegated]),
        (DataCreate, [Cause.FlagsReserved, Cause.PageNotNonSecure, Cause.NotDelegated, Cause.NotRd, Cause.RealmNotNew, .. s_page]),
        (DataCreateUnknown, [Cause.NotDelegated, Cause.NotRd, .. s_page]),
        (DataDestroy, [Cause.NotRd, Cause.NotProtected, Cause.IpaUnaligned, Cause.WalkShort, Cause.EntryNotLive]),
        (RealmActivate, [Cause.NotRd, Cause.RealmNotNew]),
        (RealmCreate,
        [
            Cause.PageNotNonSecure, Cause.Lpa2Unsupported, Cause.IpaWidth, Cause.Breakpoints, Cause.Watchpoints, Cause.SveUnsupported,
            Cause.SveVectorLength, Cause.PmuCounters, Cause.StartLevel, Cause.RootCount, Cause.HashAlgorithm, Cause.VmidTaken,
            Cause.NotDelegated, Cause.RdNotDelegated,
        ]),
        (RealmDestroy, [Cause.NotRd, Cause.RealmHasRecs, Cause.RootLive]),
        (RecAuxCount, [Cause.NotRd]),
        (RecCreate,
        [
            Cause.PageNotNonSecure, Cause.AuxiliaryCount, Cause.NotDelegated, Cause.NotRd, Cause.TooManyRecs, Cause.RealmNotNew,
            Cause.MpidrIndex,
        ]),
        (RecDestroy, [Cause.NotRec, Cause.RecRunning]),
        (RecEnter,
        [
            Cause.PageNotNonSecure, Cause.NotRec, Cause.RecRunning, Cause.RealmNotActive, Cause.RecNotRunnable, Cause.PsciPending,
            Cause.ListRegisters, Cause.NoUnprotectedAbort, Cause.NoEmulatableAbort,
        ]),
        (PsciComplete,
        [
            Cause.NotRec, Cause.SameRec, Cause.RecRunning, Cause.NoRequest, Cause.RecOfOtherRealm, Cause.NotPsciTarget, Cause.PsciStatus,
            Cause.TargetOn,
        ]),
        (RttCreate, [Cause.NotDelegated, Cause.NotRd, .. s_structural, Cause.BeyondPaLimit, Cause.WalkShort, Cause.TableExists]),
        (RttDestroy, [Cause.NotRd, .. s_structural, Cause.NotTable, Cause.TableLive]),
        (RttFold, [Cause.NotRd, .. s_structural, Cause.WalkShort, Cause.NotTable, Cause.TableMixed, Cause.BlockLevel]),
        (RttReadEntry, [Cause.NotRd, .. s_structural]),
        (RttMapUnprotected,
            [Cause.LevelRange, Cause.NotRd, Cause.DescriptorReserved, Cause.MemoryAttribute, .. s_unprotected, Cause.EntryAssigned]),
        (RttUnmapUnprotected, [Cause.LevelRange, Cause.NotRd, .. s_unprotected, Cause.EntryNotLive]),
        (RttInitRipas,
        [
            Cause.RangeEmpty, Cause.NotRd, Cause.RangeUnaligned, Cause.IpaRange, Cause.NotProtected, Cause.RealmNotNew,
            Cause.StartInsideEntry, Cause.RipasFixed, Cause.EntryCrossesTop,
        ]),
        (RttSetRipas,
        [
            Cause.RangeEmpty, Cause.NotRd, Cause.NotRec, Cause.RecRunning, Cause.RecOfOtherRealm, Cause.NotNextInRequest,
            Cause.BeyondRequest, Cause.StartInsideEntry, Cause.EntryCrossesTop, Cause.RipasFixed,
        ]),
    ];
}
