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
        if (start != rec.Permission.Base) return rmm.BadArgument(Cause.NotNextInRequest, start);
        if (top > rec.Permission.Top) return rmm.BadArgument(Cause.BeyondRequest, top);

        int tree = realm.TreePerPlane ? rec.Permission.Cookie.Tree : RttTree.PrimaryIndex;
        RmiStatus error = new RttTree(realm, tree).WalkError;
        var walk = new RttWalk(rmm.Memory, realm, tree, start, RttGeometry.LastLevel);
        reply.X1 = start;
        reply.X2 = (ulong)(uint)tree;
        if (start % RttGeometry.EntrySize(walk.Level) != 0) return rmm.RttError(error, Cause.StartInsideEntry, walk.Level, walk.Entry, start);

        Page page = rmm.Memory.WritableTable(walk);
        int index = rec.Permission.Index;
        int done = 0;
        ulong fit = (top - start) >> RttGeometry.EntryShift(walk.Level);
        int entries = (int)Math.Min(fit, (ulong)(RttGeometry.EntriesPerTable - walk.Index));
        for (; done < entries && !RttEntry.IsTable(page[walk.Index + done]); done++)
        {
            ref ulong entry = ref page[walk.Index + done];
            entry = RttEntry.WithPermissionIndex(entry, index);
        }

        ulong reached = TableScan.AddEntries(start, walk.Level, done);
        reply.X1 = reached;
        rmm.Memory.WritableContent<Rec>(recAddress).Permission.Base = reached;
        if (reached != top && walk.Index + done < RttGeometry.EntriesPerTable && top - reached < RttGeometry.EntrySize(walk.Level))
        {
            return rmm.RttError(error, Cause.EntryCrossesTop, walk.Level, page[walk.Index + done], reached);
        }

        reply.X2 = 0;
        return RmiResult.Success;
    }
}
