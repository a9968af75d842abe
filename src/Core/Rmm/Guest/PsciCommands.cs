using System.Collections.Frozen;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>PSCI calls of the realm, and SMCCC_VERSION (§6.4).</summary>
internal static class PsciCommands
{
    internal const uint CpuOn32 = 0x84000003;
    internal const uint CpuOn64 = 0xC4000003;
    internal const uint AffinityInfo32 = 0x84000004;
    internal const uint AffinityInfo64 = 0xC4000004;

    private const uint PsciVersion = 0x84000000;
    private const uint SmcccVersion = 0x80000000;
    private const uint FirstNumber32 = 0x84000000;
    private const uint FirstNumber64 = 0xC4000000;
    private const uint NumberCount = 0x20;
    private const ulong SupportedPsci = 0x10001;
    private const ulong SupportedSmccc = 0x10002;

    private static readonly (uint FunctionId, SmcHandler Handler)[] s_rows =
    [
        (SmcccVersion, static (in RecEntry entry) => entry.Return(SupportedSmccc)),
        (PsciVersion, static (in RecEntry entry) => entry.Return(SupportedPsci)),
        (0x84000001, CpuSuspend),
        (0xC4000001, CpuSuspend),
        (0x84000002, CpuOff),
        (CpuOn32, CpuOn),
        (CpuOn64, CpuOn),
        (AffinityInfo32, AffinityInfo),
        (AffinityInfo64, AffinityInfo),
        (0x84000008, SystemOff),
        (0x84000009, SystemOff),
        (0x8400000A, Features),
    ];

    /// <summary>What PSCI_FEATURES knows: everything here but PSCI_VERSION.</summary>
    private static readonly FrozenSet<uint> s_listed = s_rows.Select(row => row.FunctionId).Where(id => id != PsciVersion).ToFrozenSet();

    internal static ReadOnlySpan<(uint FunctionId, SmcHandler Handler)> Table => s_rows;

    /// <summary>Whether a function ID belongs to PSCI, served or not.</summary>
    internal static bool Owns(uint functionId) =>
        unchecked(functionId - FirstNumber32) < NumberCount || unchecked(functionId - FirstNumber64) < NumberCount;

    private static SmcOutcome CpuSuspend(in RecEntry entry)
    {
        Forward(entry, 1);
        entry.Return(PsciStatus.Success);
        return SmcOutcome.WaitsForHost;
    }

    private static SmcOutcome CpuOff(in RecEntry entry)
    {
        entry.Rec.Runnable = false;
        Forward(entry, 1);
        entry.Return(PsciStatus.Success);
        return SmcOutcome.Ends;
    }

    private static SmcOutcome CpuOn(in RecEntry entry)
    {
        (ulong target, ulong start) = (entry.Registers[1], entry.Registers[2]);
        ulong index = GuestMpidr.ToRecIndex(target);
        if (!entry.Realm.IsProtected(start)) return entry.Return(PsciStatus.InvalidAddress);
        if (index >= (ulong)(uint)entry.Realm.RecCount) return entry.Return(PsciStatus.InvalidParameters);
        if (index == (ulong)(uint)entry.Rec.Index) return entry.Return(PsciStatus.AlreadyOn);
        return AskHost(entry);
    }

    private static SmcOutcome AffinityInfo(in RecEntry entry)
    {
        (ulong target, ulong lowestLevel) = (entry.Registers[1], entry.Registers[2]);
        ulong index = GuestMpidr.ToRecIndex(target);
        if (lowestLevel != 0) return entry.Return(PsciStatus.InvalidParameters);
        if (index >= (ulong)(uint)entry.Realm.RecCount) return entry.Return(PsciStatus.InvalidParameters);
        if (index == (ulong)(uint)entry.Rec.Index) return entry.Return(PsciStatus.On);
        return AskHost(entry);
    }

    private static SmcOutcome SystemOff(in RecEntry entry)
    {
        entry.WritableRealm.State = RealmState.SystemOff;
        Forward(entry, 1);
        return SmcOutcome.Ends;
    }

    private static SmcOutcome Features(in RecEntry entry) =>
        entry.Return(s_listed.Contains(unchecked((uint)entry.Registers[1])) ? PsciStatus.Success : PsciStatus.NotSupported);

    /// <summary>Waits for PSCI_COMPLETE, which reads the arguments where they are.</summary>
    private static SmcOutcome AskHost(in RecEntry entry)
    {
        entry.Rec.Pending = PendingRequest.Psci;
        Forward(entry, 2);
        return SmcOutcome.WaitsForHost;
    }

    private static void Forward(in RecEntry entry, int count)
    {
        entry.Run.ExitReason = RecExitReason.Psci;
        entry.Registers[..count].CopyTo(entry.Run.ExitGprs);
    }
}
