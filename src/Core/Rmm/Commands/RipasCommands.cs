using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_INIT_RIPAS, RTT_SET_RIPAS (§4.9).</summary>
internal static class RipasCommands
{
    internal static RmiResult Init(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong start, ulong top) = (call.X1, call.X2, call.X3);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (!Granule.IsAligned(start | top)) return rmm.BadArgument(Cause.RangeUnaligned, start);
        if (start >= realm.IpaSize || top >= realm.IpaSize) return rmm.BadArgument(Cause.IpaRange, top);
        if (!realm.IsProtected(start) || !realm.IsProtected(top - Granule.Size)) return rmm.BadArgument(Cause.NotProtected, start);
        if (realm.State != RealmState.New) return rmm.RealmError(Cause.RealmNotNew, realm);

        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, RttGeometry.LastLevel);
        if (start % RttGeometry.EntrySize(walk.Level) != 0) return rmm.RttError(Cause.StartInsideEntry, walk, start);
        if (!rmm.Behaviour.Ripas.CanInitialise(walk.Entry)) return rmm.RttError(Cause.RipasFixed, walk, start);
        if (top - start < RttGeometry.EntrySize(walk.Level)) return rmm.RttError(Cause.EntryCrossesTop, walk, start);

        int entries = EntriesUpTo(walk, start, top);
        Page page = rmm.Memory.WritableTable(walk);
        int done = 0;
        for (; done < entries && rmm.Behaviour.Ripas.CanInitialise(page[walk.Index + done]); done++)
        {
            ref ulong entry = ref page[walk.Index + done];
            entry |= RttEntry.UnassignedRam;
        }

        reply.X1 = TableScan.AddEntries(start, walk.Level, done);
        rmm.Behaviour.Ripas.Measure(rmm, realm, start, walk.Level, done);
        return RmiResult.Success;
    }

    internal static RmiResult Set(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong recAddress, ulong start, ulong top) = (call.X1, call.X2, call.X3, call.X4);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (rmm.Behaviour.Ripas.SetNeedsAlignedTop && !Granule.IsAligned(top)) return rmm.BadArgument(Cause.RangeUnaligned, top);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (!rmm.TryRec(recAddress, out Rec? rec)) return rmm.Input(Cause.NotRec, recAddress);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);
        if (rec.Rd != rd) return rmm.RecError(Cause.RecOfOtherRealm, rec);
        if (start != rec.Ripas.Address) return rmm.BadArgument(Cause.NotNextInRequest, start);
        if (top > rec.Ripas.Top) return rmm.BadArgument(Cause.BeyondRequest, top);

        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, RttGeometry.LastLevel);
        if (start % RttGeometry.EntrySize(walk.Level) != 0) return rmm.RttError(Cause.StartInsideEntry, walk, start);

        int entries = EntriesUpTo(walk, start, top);
        RipasRequest request = rec.Ripas;
        Page page = rmm.Memory.WritableTable(walk);
        int done = 0;
        for (; done < entries; done++)
        {
            ref ulong entry = ref page[walk.Index + done];
            if (!rmm.Behaviour.Ripas.CanChange(entry, request.Value, request.ChangeDestroyed)) break;
            if (request.Value == Ripas.Empty && FirstAuxiliaryMapping(rmm, realm, entry, walk.Level) is { } offset)
            {
                ulong mapped = TableScan.AddEntries(start, walk.Level, done) + offset;
                reply.X1 = mapped;
                return rmm.RttError(RmiStatus.ErrorRttAux, Cause.AuxiliaryMapping, 0, entry, mapped);
            }

            entry = RipasRules.Change(entry, request.Value);
        }

        if (done == 0)
        {
            return entries == 0 ? rmm.RttError(Cause.EntryCrossesTop, walk, start) : rmm.RttError(Cause.RipasFixed, walk, start);
        }

        reply.X1 = TableScan.AddEntries(start, walk.Level, done);
        rmm.Memory.WritableContent<Rec>(recAddress).Ripas.Address = reply.X1;
        return RmiResult.Success;
    }

    /// <summary>Entries from where a walk ended that lie wholly below <paramref name="top"/> and in that table.</summary>
    private static int EntriesUpTo(in RttWalk walk, ulong start, ulong top)
    {
        ulong fit = (top - start) >> RttGeometry.EntryShift(walk.Level);
        return (int)Math.Min(fit, (ulong)(RttGeometry.EntriesPerTable - walk.Index));
    }

    private static ulong? FirstAuxiliaryMapping(RmmCore rmm, RealmDescriptor realm, ulong entry, int level) =>
        realm.Trees > 1 && (entry & (RttEntry.KindMask | RttEntry.RipasMask)) == RttEntry.AssignedRam
            ? AuxiliaryMappings.FirstIn(rmm.Memory, entry, level)
            : null;
}
