using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_SET_S2AP (§4.13): gives leaf entries the overlay permission index that the realm asked for.</summary>
internal static class PermissionCommand
{
    internal static RmiResult Set(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong recAddress, ulong start, ulong top) = (call.X1, call.X2, call.X3, call.X4);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (!Granule.IsAligned(top)) return rmm.BadArgument(Cause.RangeUnaligned, top);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (!rmm.TryRec(recAddress, out Rec? rec)) return rmm.Input(Cause.NotRec, recAddress);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);
        if (rec.Rd != rd) return rmm.RecError(Cause.RecOfOtherRealm, rec);
        if (start != rec.Permission.Address) return rmm.BadArgument(Cause.NotNextInRequest, start);
        if (top > rec.Permission.Top) return rmm.BadArgument(Cause.BeyondRequest, top);
        if (start >= realm.IpaSize) return rmm.BadArgument(Cause.IpaRange, start);

        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, RttGeometry.LastLevel);
        reply.X1 = start;
        if (start % RttGeometry.EntrySize(walk.Level) != 0) return rmm.RttError(Cause.StartInsideEntry, walk, start);

        Page page = rmm.Memory.WritableContent<Page>(walk.Table);
        ulong ipa = start;
        for (int index = walk.Index; index < RttGeometry.EntriesPerTable && ipa != top; index++)
        {
            ref ulong entry = ref page[index];
            if (RttEntry.IsTable(entry)) break;
            if (top - ipa < RttGeometry.EntrySize(walk.Level))
            {
                reply.X1 = ipa;
                return rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryCrossesTop, walk.Level, entry, ipa);
            }

            entry = RttEntry.WithPermissionIndex(entry, rec.Permission.Index);
            ipa += RttGeometry.EntrySize(walk.Level);
        }

        reply.X1 = ipa;
        rmm.Memory.WritableContent<Rec>(recAddress).Permission.Address = ipa;
        return RmiResult.Success;
    }
}
