using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RSI_MEM_GET_PERM_VALUE, RSI_MEM_SET_PERM_VALUE, RSI_MEM_SET_PERM_INDEX (§1.9, §6.2).</summary>
internal static class RsiPermissions
{
    internal static SmcOutcome GetValue(in RecEntry entry)
    {
        (ulong plane, uint index) = (entry.Registers[1], unchecked((uint)entry.Registers[2]));
        if (plane >= (ulong)(uint)entry.Realm.Planes) return entry.Return(RsiStatus.ErrorInput);
        if (index >= OverlayPermissions.ProtectedIndexCount) return entry.Return(RsiStatus.ErrorInput);
        return entry.Return(RsiStatus.Success, entry.Realm.Permissions.Get((int)plane, (int)index));
    }

    internal static SmcOutcome SetValue(in RecEntry entry)
    {
        (ulong plane, uint index, ulong value) = (entry.Registers[1], unchecked((uint)entry.Registers[2]), entry.Registers[3]);
        if (plane == 0) return entry.Return(RsiStatus.ErrorInput);
        if (plane >= (ulong)(uint)entry.Realm.Planes) return entry.Return(RsiStatus.ErrorInput);
        if (index >= OverlayPermissions.ProtectedIndexCount) return entry.Return(RsiStatus.ErrorInput);
        if (value > OverlayPermissions.LastValue) return entry.Return(RsiStatus.ErrorInput);
        if (entry.Realm.Permissions.IsLocked((int)index)) return entry.Return(RsiStatus.ErrorInput);

        entry.WritableRealm.Permissions.Set((int)plane, (int)index, value);
        return entry.Return(RsiStatus.Success);
    }

    internal static SmcOutcome SetIndex(in RecEntry entry)
    {
        (ulong start, ulong top, uint index) = (entry.Registers[1], entry.Registers[2], unchecked((uint)entry.Registers[3]));
        var cookie = new PermissionCookie(entry.Registers[4]);
        if (!RsiIpaState.IsProtectedRange(entry.Realm, start, top)) return entry.Return(RsiStatus.ErrorInput);
        if (index >= OverlayPermissions.ProtectedIndexCount) return entry.Return(RsiStatus.ErrorInput);
        if (!cookie.IsValidFor(entry.Realm, start)) return entry.Return(RsiStatus.ErrorInput);

        entry.Rec.Permission = new PermissionRequest
        {
            Base = start,
            Top = top,
            Index = (int)index,
            Cookie = cookie.IsNone && entry.Realm.TreePerPlane ? PermissionCookie.At(start, RttTree.PrimaryIndex) : cookie,
        };
        RecRun run = entry.Run;
        run.ExitReason = RecExitReason.S2apChange;
        run.S2apBase = start;
        run.S2apTop = top;
        entry.Return(RsiStatus.Success);
        return SmcOutcome.WaitsForHost;
    }

    /// <summary>Tells the realm how far the host got, and with a tree per plane where the realm is to go on.</summary>
    internal static void Complete(in RecEntry entry, RsiResponse response)
    {
        ref PermissionRequest request = ref entry.Rec.Permission;
        if (response == RsiResponse.Accept)
        {
            entry.WritableRealm.Permissions.Lock(request.Index);
        }

        (ulong next, PermissionCookie cookie) = entry.Realm.TreePerPlane
            ? request.Cookie.After(request.Base, request.Top, entry.Realm.Planes)
            : (request.Base, default);
        request = default;
        entry.Return((ulong)RsiStatus.Success, next, (ulong)response, cookie.Word);
    }
}
