namespace RealmTools.Rmi;

/// <summary>Typed RMI calls over <see cref="IRmm"/>. Each returns all registers; operands are as in rmm-behaviour.md §2.3.</summary>
public static class RmiExtensions
{
    /// <summary>Performs a command; operands left out are zero.</summary>
    public static RmiRegisters Call(
        this IRmm rmm, RmiCommand command, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0, ulong x4 = 0, ulong x5 = 0, ulong x6 = 0, ulong x7 = 0)
    {
        ArgumentNullException.ThrowIfNull(rmm);
        var registers = new RmiRegisters(command, x1, x2, x3, x4, x5, x6, x7);
        rmm.Call(ref registers);
        return registers;
    }

    /// <summary>VERSION: X1 lower and X2 higher version word, also on ERROR_INPUT (§2.5).</summary>
    public static RmiRegisters Version(this IRmm rmm, uint requested) => rmm.Call(RmiCommand.Version, requested);

    /// <summary>FEATURES: X1 the register (§2.6).</summary>
    public static RmiRegisters Features(this IRmm rmm, ulong index) => rmm.Call(RmiCommand.Features, index);

    /// <summary>RMM_CONFIG_SET: the page holds an <see cref="RmmConfig"/> (§4.2).</summary>
    public static RmiRegisters RmmConfigSet(this IRmm rmm, ulong config) => rmm.Call(RmiCommand.RmmConfigSet, config);

    /// <summary>RMM_CONFIG_GET: the page takes an <see cref="RmmConfig"/> (§4.2).</summary>
    public static RmiRegisters RmmConfigGet(this IRmm rmm, ulong config) => rmm.Call(RmiCommand.RmmConfigGet, config);

    /// <summary>RMM_ACTIVATE (§4.2).</summary>
    public static RmiRegisters RmmActivate(this IRmm rmm) => rmm.Call(RmiCommand.RmmActivate);

    /// <summary>GRANULE_TRACKING_GET: X1 category, X2 state, X3 top (§4.3).</summary>
    public static RmiRegisters GranuleTrackingGet(this IRmm rmm, ulong start, ulong top) => rmm.Call(RmiCommand.GranuleTrackingGet, start, top);

    /// <summary>GRANULE_RANGE_DELEGATE: X1 how far it got; the reference moves one granule a call (§4.4).</summary>
    public static RmiRegisters GranuleRangeDelegate(this IRmm rmm, ulong start, ulong top) => rmm.Call(RmiCommand.GranuleRangeDelegate, start, top);

    /// <summary>GRANULE_RANGE_UNDELEGATE: X1 how far it got; the reference moves one granule a call (§4.4).</summary>
    public static RmiRegisters GranuleRangeUndelegate(this IRmm rmm, ulong start, ulong top) => rmm.Call(RmiCommand.GranuleRangeUndelegate, start, top);

    /// <summary>REALM_CREATE: the page holds <see cref="RealmParams"/> (§4.5).</summary>
    public static RmiRegisters RealmCreate(this IRmm rmm, ulong rd, ulong parameters) => rmm.Call(RmiCommand.RealmCreate, rd, parameters);

    /// <summary>REALM_ACTIVATE (§4.5).</summary>
    public static RmiRegisters RealmActivate(this IRmm rmm, ulong rd) => rmm.Call(RmiCommand.RealmActivate, rd);

    /// <summary>REALM_TERMINATE (2.0, §4.5).</summary>
    public static RmiRegisters RealmTerminate(this IRmm rmm, ulong rd) => rmm.Call(RmiCommand.RealmTerminate, rd);

    /// <summary>REALM_DESTROY (§4.5).</summary>
    public static RmiRegisters RealmDestroy(this IRmm rmm, ulong rd) => rmm.Call(RmiCommand.RealmDestroy, rd);

    /// <summary>REC_CREATE: the page holds <see cref="RecParams"/>; 2.0 answers INCOMPLETE with X1 handle, X2 donate request (§4.6).</summary>
    public static RmiRegisters RecCreate(this IRmm rmm, ulong rd, ulong rec, ulong parameters) => rmm.Call(RmiCommand.RecCreate, rd, rec, parameters);

    /// <summary>REC_DESTROY: 2.0 answers INCOMPLETE with X1 handle (§4.6).</summary>
    public static RmiRegisters RecDestroy(this IRmm rmm, ulong rec) => rmm.Call(RmiCommand.RecDestroy, rec);

    /// <summary>REC_ENTER: the page holds a <see cref="RecRun"/> (§4.11).</summary>
    public static RmiRegisters RecEnter(this IRmm rmm, ulong rec, ulong run) => rmm.Call(RmiCommand.RecEnter, rec, run);

    /// <summary>PSCI_COMPLETE (§4.12).</summary>
    public static RmiRegisters PsciComplete(this IRmm rmm, ulong calling, ulong target, ulong status) => rmm.Call(RmiCommand.PsciComplete, calling, target, status);

    /// <summary>OP_MEM_DONATE: X1 granules consumed, X2 next request (§4.7).</summary>
    public static RmiRegisters OpMemDonate(this IRmm rmm, ulong handle, ulong list, ulong count) => rmm.Call(RmiCommand.OpMemDonate, handle, list, count);

    /// <summary>OP_MEM_RECLAIM: X1 descriptors written (§4.7).</summary>
    public static RmiRegisters OpMemReclaim(this IRmm rmm, ulong handle, ulong list, ulong count) => rmm.Call(RmiCommand.OpMemReclaim, handle, list, count);

    /// <summary>OP_CONTINUE (§4.7).</summary>
    public static RmiRegisters OpContinue(this IRmm rmm, ulong handle, ulong flags = 0) => rmm.Call(RmiCommand.OpContinue, handle, flags);

    /// <summary>OP_CANCEL (§4.7).</summary>
    public static RmiRegisters OpCancel(this IRmm rmm, ulong handle) => rmm.Call(RmiCommand.OpCancel, handle);

    /// <summary>RTT_CREATE (§4.8).</summary>
    public static RmiRegisters RttCreate(this IRmm rmm, ulong rd, ulong rtt, ulong ipa, int level) =>
        rmm.Call(RmiCommand.RttCreate, rd, rtt, ipa, Level(level));

    /// <summary>RTT_DESTROY: X1 PA of the table, X2 next live address, the latter also on ERROR_RTT (§4.8).</summary>
    public static RmiRegisters RttDestroy(this IRmm rmm, ulong rd, ulong ipa, int level) => rmm.Call(RmiCommand.RttDestroy, rd, ipa, Level(level));

    /// <summary>RTT_FOLD: X1 PA of the table (§4.8).</summary>
    public static RmiRegisters RttFold(this IRmm rmm, ulong rd, ulong ipa, int level) => rmm.Call(RmiCommand.RttFold, rd, ipa, Level(level));

    /// <summary>RTT_READ_ENTRY: X1 level, X2 state, X3 descriptor, X4 RIPAS (§4.8).</summary>
    public static RmiRegisters RttReadEntry(this IRmm rmm, ulong rd, ulong ipa, int level) => rmm.Call(RmiCommand.RttReadEntry, rd, ipa, Level(level));

    /// <summary>RTT_INIT_RIPAS: X1 how far it got (§4.9).</summary>
    public static RmiRegisters RttInitRipas(this IRmm rmm, ulong rd, ulong start, ulong top) => rmm.Call(RmiCommand.RttInitRipas, rd, start, top);

    /// <summary>RTT_SET_RIPAS: X1 how far it got (§4.9).</summary>
    public static RmiRegisters RttSetRipas(this IRmm rmm, ulong rd, ulong rec, ulong start, ulong top) => rmm.Call(RmiCommand.RttSetRipas, rd, rec, start, top);

    /// <summary>RTT_DATA_MAP: X1 how far it got (§4.10).</summary>
    public static RmiRegisters RttDataMap(this IRmm rmm, ulong rd, ulong start, ulong top, RttRangeFlags flags, ulong output) =>
        rmm.Call(RmiCommand.RttDataMap, rd, start, top, flags.Word, output);

    /// <summary>RTT_DATA_MAP_INIT, in RMI 1.0 DATA_CREATE (§4.10).</summary>
    public static RmiRegisters RttDataMapInit(this IRmm rmm, ulong rd, ulong data, ulong ipa, ulong source, bool measure) =>
        rmm.Call(RmiCommand.RttDataMapInit, rd, data, ipa, source, measure ? 1ul : 0);

    /// <summary>RTT_DATA_UNMAP: X1 how far it got, X2 range, X3 count (§4.10).</summary>
    public static RmiRegisters RttDataUnmap(this IRmm rmm, ulong rd, ulong start, ulong top, RttRangeFlags flags, ulong list = 0) =>
        rmm.Call(RmiCommand.RttDataUnmap, rd, start, top, flags.Word, list);

    /// <summary>RTT_UNPROT_MAP: X1 how far it got (§4.10).</summary>
    public static RmiRegisters RttUnprotMap(this IRmm rmm, ulong rd, ulong start, ulong top, RttRangeFlags flags, ulong output) =>
        rmm.Call(RmiCommand.RttUnprotMap, rd, start, top, flags.Word, output);

    /// <summary>RTT_UNPROT_UNMAP: X1 how far it got, X2 range, X3 count (§4.10).</summary>
    public static RmiRegisters RttUnprotUnmap(this IRmm rmm, ulong rd, ulong start, ulong top, RttRangeFlags flags, ulong list = 0) =>
        rmm.Call(RmiCommand.RttUnprotUnmap, rd, start, top, flags.Word, list);

    private static ulong Level(int level) => unchecked((ulong)level);
}
