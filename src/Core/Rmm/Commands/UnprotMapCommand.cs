using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_UNPROT_MAP (§4.10). Output addresses are not looked up, and mappings hold no reference.</summary>
internal static class UnprotMapCommand
{
    private const int DirectAccessMask = 3;

    internal static RmiResult Map(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong start, ulong top, var flags) = (call.X1, call.X2, call.X3, new RttRangeFlags(call.X4));
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (MapRange.CheckSource(rmm, realm, start, top, flags, in call.X5, out ReadOnlySpan<ulong> descriptors) is { IsSuccess: false } refusal) return refusal;
        var source = new BlockSource(descriptors);
        int level = source.First.Level;
        if (MapRange.CheckRange(realm, start, top, level) is { } bad) return rmm.BadArgument(bad, start);
        if (realm.IsProtected(start) && realm.IsProtected(top - Granule.Size)) return rmm.BadArgument(Cause.NotUnprotected, start);
        if (top - start < RttGeometry.EntrySize(level)) return rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryCrossesTop, level, 0, start);
        if (flags.AccessPermission > DirectAccessMask) return rmm.BadArgument(Cause.AccessPermission, flags.Word);
        if (level < realm.StartLevel) return rmm.RttError(RmiStatus.ErrorRtt, Cause.AboveStartLevel, realm.StartLevel, 0, start);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, level);
        if (walk.Level != level) return rmm.RttError(Cause.WalkShort, walk, start);

        ulong ipa = start;
        ulong size = RttGeometry.EntrySize(level);
        Page page = rmm.Memory.WritableTable(walk);
        RmiResult stop = RmiResult.Success;
        for (int index = walk.Index; index < RttGeometry.EntriesPerTable && ipa != top; index++)
        {
            if (!MapRange.TryNextBlock(rmm, ref source, walk, ipa, top, needsDelegated: false, out stop)) break;
            if (MapOne(rmm, realm, page, index, source.Address, flags, ipa, level) is { IsSuccess: false } refused)
            {
                stop = refused;
                break;
            }

            source.Take(1);
            ipa += size;
        }

        return RangeProgress.Finish(rmm, stop, start, ipa, ref reply);
    }

    private static RmiResult MapOne(RmmCore rmm, RealmDescriptor realm, Page page, int index, ulong pa, RttRangeFlags flags, ulong ipa, int level)
    {
        if (!RttArguments.CanReach(realm, pa + RttGeometry.EntrySize(level))) return rmm.BadArgument(Cause.BeyondPaLimit, pa);
        if (flags.MemoryAttribute == UnprotectedDescriptor.ReservedMemoryAttribute) return rmm.BadArgument(Cause.MemoryAttribute, flags.Word);
        ulong wanted = RttEntry.AssignedNs(pa, flags.MemoryAttribute, flags.AccessPermission);
        ref ulong entry = ref page[index];
        if (entry != RttEntry.UnassignedNs && entry != wanted) return rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryAssigned, level, entry, ipa);

        entry = wanted;
        return RmiResult.Success;
    }
}
