using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// RSI_PLANE_ENTER, RSI_PLANE_SYSREG_READ, RSI_PLANE_SYSREG_WRITE (§6.2). A scripted realm runs in plane 0 only: what is wrong with the
/// arguments is answered as the reference does, a call that would go through with ERROR_UNKNOWN.
/// </summary>
internal static class RsiPlanes
{
    internal static SmcOutcome Enter(in RecEntry entry)
    {
        (ulong plane, ulong ipa) = (entry.Registers[1], entry.Registers[2]);
        if (!IsAuxiliary(entry, plane)) return entry.Return(RsiStatus.ErrorInput);
        if (!Granule.IsAligned(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (!entry.Realm.IsProtected(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (GuestMemory.Locate(entry, ipa, out _) is { } refusal) return refusal;
        return entry.Return(RsiStatus.ErrorUnknown);
    }

    internal static SmcOutcome AccessRegister(in RecEntry entry)
    {
        ulong plane = entry.Registers[1];
        if (!IsAuxiliary(entry, plane)) return entry.Return(RsiStatus.ErrorInput);
        return entry.Return(RsiStatus.ErrorUnknown);
    }

    private static bool IsAuxiliary(in RecEntry entry, ulong plane) => plane != 0 && plane < (ulong)(uint)entry.Realm.Planes;
}
