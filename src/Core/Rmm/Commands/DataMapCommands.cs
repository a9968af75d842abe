using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_DATA_MAP, RTT_DATA_MAP_INIT (§4.10).</summary>
internal static class DataMapCommands
{
    private const ulong FlagMeasure = 1;

    internal static RmiResult Map(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong start, ulong top, var flags) = (call.X1, call.X2, call.X3, new RttRangeFlags(call.X4));
        if (!rmm.Operations.HasFree) return rmm.Blocked();
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (MapRange.CheckSource(rmm, realm, start, top, flags, in call.X5, out ReadOnlySpan<ulong> descriptors) is { IsSuccess: false } refusal) return refusal;
        var source = new BlockSource(descriptors);
        int level = source.First.Level;
        if (source.First.IsUndelegated) return rmm.BadArgument(Cause.BlockUndelegated, source.First.Word);
        if (MapRange.CheckRange(realm, start, top, level) is { } bad) return rmm.BadArgument(bad, start);
        if (!realm.IsProtected(start) || !realm.IsProtected(top - Granule.Size)) return rmm.BadArgument(Cause.NotProtected, top);
        if (top - start < RttGeometry.EntrySize(level)) return rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryCrossesTop, level, 0, start);
        if (level < realm.StartLevel) return rmm.RttError(RmiStatus.ErrorRtt, Cause.AboveStartLevel, realm.StartLevel, 0, start);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, level);
        if (walk.Level != level) return rmm.RttError(Cause.WalkShort, walk, start);

        return MapBlocks(rmm, realm, ref source, walk, start, top, ref reply);
    }

    internal static RmiResult MapInit(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong data, ulong ipa, ulong source, ulong flags) = (call.X1, call.X2, call.X3, call.X4, call.X5);
        if (flags > FlagMeasure) return rmm.BadArgument(Cause.FlagsReserved, flags);
        if (data == rd) return rmm.Input(Cause.DataIsRd, data);
        if (!rmm.Memory.Is(source, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, source);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (realm.State != RealmState.New) return rmm.RealmError(Cause.RealmNotNew, realm);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);
        if (!Granule.IsAligned(ipa)) return rmm.BadArgument(Cause.IpaUnaligned, ipa);
        if (!RttArguments.CanReach(realm, data)) return rmm.Input(Cause.BeyondPaLimit, data);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        if (walk.Level != RttGeometry.LastLevel) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (!RttEntry.IsUnassigned(walk.Entry)) return rmm.RttError(Cause.EntryAssigned, walk, ipa);
        if (!rmm.Memory.Is(data, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, data);

        DataPages.Populate(rmm, realm, walk, data, ipa, source, flags);
        return RmiResult.Success;
    }

    private static RmiResult MapBlocks(
        RmmCore rmm, RealmDescriptor realm, scoped ref BlockSource source, in RttWalk walk, ulong start, ulong top, ref RmiRegisters reply)
    {
        ulong ipa = start;
        ulong size = RttGeometry.EntrySize(walk.Level);
        int index = walk.Index;
        RmiResult refusal = RmiResult.Success;
        while (index < RttGeometry.EntriesPerTable && ipa != top)
        {
            if (!MapRange.TryNextBlock(rmm, ref source, walk, ipa, top, needsDelegated: true, out refusal)) break;
            int mapped = MapRun(rmm, realm, ref source, walk, ipa, index, top, out refusal);
            if (mapped == 0) break;
            source.Take(mapped);
            index += mapped;
            ipa += size * (ulong)(uint)mapped;
        }

        return RangeProgress.Finish(rmm, refusal, start, ipa, ref reply);
    }

    /// <summary>Maps as many blocks of the current descriptor as are alike, at least one unless refused.</summary>
    private static int MapRun(
        RmmCore rmm, RealmDescriptor realm, scoped ref BlockSource source, in RttWalk walk, ulong ipa, int index, ulong top, out RmiResult refusal)
    {
        ulong pa = source.Address;
        ulong size = RttGeometry.EntrySize(walk.Level);
        int wanted = (int)Math.Min(Math.Min((ulong)(uint)source.Left, (top - ipa) / size), (ulong)(RttGeometry.EntriesPerTable - index));
        Page page = rmm.Memory.Content<Page>(walk.Table)!;
        refusal = RmiResult.Success;
        if (!RttArguments.CanReach(realm, pa + size))
        {
            refusal = rmm.BadArgument(Cause.BeyondPaLimit, pa);
            return 0;
        }

        ulong entry = page[index];
        if (RttEntry.IsData(entry) && RttEntry.Address(entry) == pa)
        {
            return 1;
        }

        if (!RttEntry.IsUnassigned(entry))
        {
            refusal = rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryAssigned, walk.Level, entry, ipa);
            return 0;
        }

        wanted = RttArguments.CanReach(realm, pa + (size * (ulong)(uint)wanted)) ? wanted : 1;
        int run = TableScan.CountMatching(page.Words.Slice(index, wanted), RttEntry.KindMask, 0);
        ulong granules = size >> Granule.Shift;
        int mapped = rmm.Memory.MoveLeading(pa, (ulong)(uint)run * granules, granules, GranuleState.Delegated, GranuleState.Data, out ulong other);
        if (mapped == 0)
        {
            refusal = rmm.Input(Cause.NotDelegated, other);
            return 0;
        }

        page = rmm.Memory.WritableTable(walk);
        TableScan.Combine(page.Words.Slice(index, mapped), pa | RttEntry.Live, size);
        page.References += mapped;
        return mapped;
    }
}
