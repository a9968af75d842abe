using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_AUX_CREATE, RTT_AUX_DESTROY, RTT_AUX_FOLD and the auxiliary mappings (§4.13).</summary>
internal static class AuxiliaryCommands
{
    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong table, ulong ipa, long level, ulong tree) = (call.X1, call.X2, call.X3, unchecked((long)call.X4), call.X5);
        if (!rmm.Memory.Is(table, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, table);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckStructural(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);
        return RttTables.Create(rmm, new RttTree(realm, (int)tree), table, ipa, (int)level);
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level, ulong tree) = (call.X1, call.X2, unchecked((long)call.X3), call.X4);
        if (CheckTable(rmm, rd, ipa, level, tree, out RealmDescriptor? realm) is { IsSuccess: false } refusal) return refusal;
        return RttTables.Destroy(rmm, new RttTree(realm!, (int)tree), ipa, (int)level, ref reply);
    }

    internal static RmiResult Fold(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level, ulong tree) = (call.X1, call.X2, unchecked((long)call.X3), call.X4);
        if (CheckTable(rmm, rd, ipa, level, tree, out RealmDescriptor? realm) is { IsSuccess: false } refusal) return refusal;
        return RttTables.Fold(rmm, new RttTree(realm!, (int)tree), ipa, (int)level, ref reply);
    }

    internal static RmiResult MapProtected(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, ulong tree) = (call.X1, call.X2, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (realm.State is not (RealmState.New or RealmState.Active)) return rmm.RealmError(Cause.RealmNotNewOrActive, realm);
        if (RttArguments.CheckEntry(realm, ipa, RttGeometry.LastLevel) is { } bad) return rmm.BadArgument(bad, ipa);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);

        var primary = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        if (!IsMappable(primary.Entry))
        {
            Report(ref reply, 0, primary.Level, RttEntry.State(primary.Entry), RttEntry.RipasOf(primary.Entry));
            return rmm.RttError(Cause.PrimaryNotMapped, primary, ipa);
        }

        var auxiliary = new RttWalk(rmm.Memory, realm, (int)tree, ipa, RttGeometry.LastLevel);
        if (auxiliary.Level < primary.Level)
        {
            Report(ref reply, tree, primary.Level, RttEntry.State(auxiliary.Entry), RttEntry.RipasOf(primary.Entry));
            return rmm.RttError(RmiStatus.ErrorRttAux, Cause.WalkShort, auxiliary.Level, auxiliary.Entry, ipa);
        }

        if (RttEntry.IsLive(auxiliary.Entry)) return RmiResult.Success;
        if (RttEntry.RipasOf(auxiliary.Entry) == Ripas.Destroyed)
        {
            Report(ref reply, (ulong)(uint)auxiliary.Index, primary.Level, RttEntryState.AuxiliaryDestroyed, RttEntry.RipasOf(primary.Entry));
            return rmm.RttError(RmiStatus.ErrorRttAux, Cause.AuxiliaryDestroyed, auxiliary.Level, auxiliary.Entry, ipa);
        }

        CopyMapping(rmm, primary, auxiliary, ipa);
        return RmiResult.Success;
    }

    internal static RmiResult UnmapProtected(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, ulong tree) = (call.X1, call.X2, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckEntry(realm, ipa, RttGeometry.LastLevel) is { } bad) return rmm.BadArgument(bad, ipa);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);

        var walk = new RttWalk(rmm.Memory, realm, (int)tree, ipa, RttGeometry.LastLevel);
        reply.X1 = TableScan.NextLive(walk.Page, ipa, walk.Level);
        if (!RttEntry.IsLive(walk.Entry)) return rmm.RttError(RmiStatus.ErrorRttAux, Cause.EntryNotLive, walk.Level, walk.Entry, ipa);

        CountMappings(rmm, walk.Entry, walk.Level, -1);
        Page page = rmm.Memory.WritableTable(walk);
        page[walk.Index] = RttEntry.UnassignedEmpty;
        page.References--;
        reply.X1 = TableScan.NextLive(page, ipa, walk.Level);
        return RmiResult.Success;
    }

    internal static RmiResult MapUnprotected(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, ulong tree) = (call.X1, call.X2, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (realm.State is not (RealmState.New or RealmState.Active)) return rmm.RealmError(Cause.RealmNotNewOrActive, realm);
        if (RttArguments.CheckEntry(realm, ipa, realm.StartLevel) is { } bad) return rmm.BadArgument(bad, ipa);
        if (realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotUnprotected, ipa);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);

        var primary = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, realm.StartLevel);
        if (primary.Entry == RttEntry.UnassignedNs) return rmm.RttError(Cause.PrimaryNotMapped, primary, ipa);
        var auxiliary = new RttWalk(rmm.Memory, realm, (int)tree, ipa, realm.StartLevel);
        if (RttEntry.IsLive(auxiliary.Entry) && RttEntry.IsNonSecure(auxiliary.Entry)) return RmiResult.Success;

        Page page = rmm.Memory.WritableTable(auxiliary);
        page.References += RttEntry.IsLive(auxiliary.Entry) ? 0 : 1;
        page[auxiliary.Index] = primary.Entry;
        return RmiResult.Success;
    }

    internal static RmiResult UnmapUnprotected(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, ulong tree) = (call.X1, call.X2, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);
        if (RttArguments.CheckEntry(realm, ipa, realm.StartLevel) is { } bad) return rmm.BadArgument(bad, ipa);
        if (realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotUnprotected, ipa);

        var walk = new RttWalk(rmm.Memory, realm, (int)tree, ipa, realm.StartLevel);
        Page page = rmm.Memory.WritableTable(walk);
        page.References -= RttEntry.IsLive(walk.Entry) ? 1 : 0;
        page[walk.Index] = RttEntry.UnassignedNs;
        reply.X1 = TableScan.NextLive(page, ipa, walk.Level);
        return RmiResult.Success;
    }

    private static RmiCause? CheckTree(RealmDescriptor realm, ulong tree)
    {
        if (realm.Trees == 1) return Cause.NoAuxiliaryTrees;
        if (tree == RttTree.PrimaryIndex || tree >= (ulong)(uint)realm.Trees) return Cause.TreeIndex;
        return null;
    }

    private static RmiResult CheckTable(RmmCore rmm, ulong rd, ulong ipa, long level, ulong tree, out RealmDescriptor? realm)
    {
        if (!rmm.TryRealm(rd, out realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckStructural(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);
        if (CheckTree(realm, tree) is { } noTree) return rmm.BadArgument(noTree, tree);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);
        return RmiResult.Success;
    }

    private static bool IsMappable(ulong entry) =>
        (entry & (RttEntry.KindMask | RttEntry.RipasMask)) == RttEntry.AssignedRam
        || (RttEntry.IsDevice(entry) && RttEntry.RipasOf(entry) == Ripas.Dev);

    private static void Report(ref RmiRegisters reply, ulong tree, int level, RttEntryState state, Ripas ripas)
    {
        reply.X1 = tree;
        reply.X2 = unchecked((ulong)level);
        reply.X3 = (ulong)state;
        reply.X4 = (ulong)ripas;
    }

    private static void CopyMapping(RmmCore rmm, in RttWalk primary, in RttWalk auxiliary, ulong ipa)
    {
        ulong offset = (ipa & (RttGeometry.EntrySize(primary.Level) - 1)) & ~(RttGeometry.EntrySize(auxiliary.Level) - 1);
        ulong entry = primary.Entry + offset;
        CountMappings(rmm, entry, auxiliary.Level, 1);
        Page page = rmm.Memory.WritableTable(auxiliary);
        page[auxiliary.Index] = entry;
        page.References++;
    }

    private static void CountMappings(RmmCore rmm, ulong entry, int level, int change)
    {
        if (!RttEntry.IsData(entry))
        {
            return;
        }

        ulong start = RttEntry.Address(entry);
        for (ulong offset = 0; offset < RttGeometry.EntrySize(level); offset += Granule.Size)
        {
            rmm.Memory.AddAuxiliaryMappings(start + offset, change);
        }
    }
}
