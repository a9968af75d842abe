using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RSI_VDEV_* (§6.2): the realm names a device, the host is asked for it, and on a platform without devices it can name none.</summary>
internal static class RsiDevices
{
    private const ulong InfoAlignment = 512;

    internal static SmcOutcome EnableDma(in RecEntry entry)
    {
        ulong plane = entry.Registers[3];
        if (!entry.Realm.DeviceAssignment) return entry.Return(RsiStatus.ErrorState);
        if (entry.Realm.AuxiliaryPlanes > 0 && (plane == 0 || plane > (ulong)(uint)entry.Realm.AuxiliaryPlanes)) return entry.Return(RsiStatus.ErrorInput);
        return AskHost(entry);
    }

    internal static SmcOutcome DisableDma(in RecEntry entry) =>
        entry.Realm.DeviceAssignment ? AskHost(entry) : entry.Return(RsiStatus.ErrorState);

    internal static SmcOutcome GetInfo(in RecEntry entry)
    {
        ulong ipa = entry.Registers[2];
        if (!entry.Realm.DeviceAssignment) return entry.Return(RsiStatus.ErrorState);
        if (ipa % InfoAlignment != 0) return entry.Return(RsiStatus.ErrorInput);
        if (!entry.Realm.IsProtected(ipa)) return entry.Return(RsiStatus.ErrorInput);
        return AskHost(entry);
    }

    internal static SmcOutcome ValidateMapping(in RecEntry entry)
    {
        (ulong start, ulong top, ulong address) = (entry.Registers[2], entry.Registers[3], entry.Registers[4]);
        if (!entry.Realm.DeviceAssignment) return entry.Return(RsiStatus.ErrorState);
        if (!Granule.IsAligned(address)) return entry.Return(RsiStatus.ErrorInput);
        if (!RsiIpaState.IsProtectedRange(entry.Realm, start, top)) return entry.Return(RsiStatus.ErrorInput);
        return AskHost(entry);
    }

    private static SmcOutcome AskHost(in RecEntry entry)
    {
        RecRun run = entry.Run;
        run.ExitReason = RecExitReason.VdevRequest;
        run.VdevId = entry.Registers[1];
        entry.Rec.Pending = PendingRequest.VdevRequest;
        return SmcOutcome.WaitsForHost;
    }
}
