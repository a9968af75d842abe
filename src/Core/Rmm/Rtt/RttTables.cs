using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Making, destroying and folding tables: the checks and effects that primary and auxiliary trees share (§4.8, §4.13).</summary>
internal static class RttTables
{
    internal static RmiResult Create(RmmCore rmm, RttTree tree, ulong table, ulong ipa, int level)
    {
        if (!RttArguments.CanReach(tree.Realm, table)) return rmm.Input(Cause.BeyondPaLimit, table);
        var walk = new RttWalk(rmm.Memory, tree.Realm, tree.Index, ipa, level - 1);
        if (walk.Level != level - 1) return rmm.RttError(tree.WalkError, Cause.WalkShort, walk.Level, walk.Entry, ipa);
        if (RttEntry.IsTable(walk.Entry)) return rmm.RttError(tree.WalkError, Cause.TableExists, walk.Level, walk.Entry, ipa);

        ulong parent = walk.Entry;
        bool held = RttEntry.HoldsReference(parent);
        Page child = rmm.Memory.MakeTable(table);
        TableScan.Fill(child.Words, parent, RttEntry.IsLive(parent) ? RttGeometry.EntrySize(level) : 0);
        child.References = held ? RttGeometry.EntriesPerTable : 0;

        Page page = rmm.Memory.WritableTable(walk);
        page[walk.Index] = RttEntry.TableAt(table);
        page.References += held ? 0 : 1;
        return RmiResult.Success;
    }

    internal static RmiResult Destroy(RmmCore rmm, RttTree tree, ulong ipa, int level, ref RmiRegisters reply)
    {
        var walk = new RttWalk(rmm.Memory, tree.Realm, tree.Index, ipa, level - 1);
        if (walk.Level != level - 1 || !RttEntry.IsTable(walk.Entry)) return NoTable(rmm, tree, walk, ipa, ref reply);

        ulong table = RttEntry.Address(walk.Entry);
        Page child = rmm.Memory.Content<Page>(table)!;
        reply.X2 = ipa;
        if (child.References != 0) return rmm.RttError(tree.WalkError, Cause.TableLive, level, FirstHolder(child), ipa);
        if (IsHeldByAuxiliaryRoot(rmm, tree, ipa)) return rmm.RttError(tree.WalkError, Cause.AuxiliaryReference, level - 1, walk.Entry, ipa);

        Page page = rmm.Memory.WritableTable(walk);
        page[walk.Index] = tree.Realm.IsProtected(ipa) ? RttEntry.UnassignedDestroyed : RttEntry.UnassignedNs;
        page.References--;
        rmm.Memory.SetState(table, GranuleState.Delegated);
        reply.X1 = table;
        reply.X2 = TableScan.NextLive(page, ipa, level - 1);
        return RmiResult.Success;
    }

    internal static RmiResult Fold(RmmCore rmm, RttTree tree, ulong ipa, int level, ref RmiRegisters reply)
    {
        var walk = new RttWalk(rmm.Memory, tree.Realm, tree.Index, ipa, level - 1);
        if (walk.Level != level - 1) return rmm.RttError(tree.WalkError, Cause.WalkShort, walk.Level, walk.Entry, ipa);
        if (!RttEntry.IsTable(walk.Entry)) return rmm.RttError(tree.WalkError, Cause.NotTable, walk.Level, walk.Entry, ipa);
        if (IsHeldByAuxiliaryRoot(rmm, tree, ipa)) return rmm.RttError(tree.WalkError, Cause.AuxiliaryReference, level - 1, walk.Entry, ipa);

        ulong table = RttEntry.Address(walk.Entry);
        Page child = rmm.Memory.Content<Page>(table)!;
        if (FoldRule.Check(child, level, out ulong folded, out int errorLevel) is { } bad) return rmm.RttError(tree.WalkError, bad, errorLevel, child[0], ipa);

        Page page = rmm.Memory.WritableTable(walk);
        page[walk.Index] = folded;
        page.References -= RttEntry.HoldsReference(folded) ? 0 : 1;
        rmm.Memory.SetState(table, GranuleState.Delegated);
        reply.X1 = table;
        return RmiResult.Success;
    }

    private static RmiResult NoTable(RmmCore rmm, RttTree tree, in RttWalk walk, ulong ipa, ref RmiRegisters reply)
    {
        reply.X2 = TableScan.NextLive(walk.Page, ipa, walk.Level);
        return rmm.RttError(tree.WalkError, Cause.NotTable, walk.Level, walk.Entry, ipa);
    }

    private static ulong FirstHolder(Page page)
    {
        foreach (ulong entry in page.Words)
        {
            if (RttEntry.HoldsReference(entry)) return entry;
        }

        return 0;
    }

    private static bool IsHeldByAuxiliaryRoot(RmmCore rmm, RttTree tree, ulong ipa)
    {
        RealmDescriptor realm = tree.Realm;
        if (tree.Index != RttTree.PrimaryIndex || realm.Trees == 1 || realm.IsProtected(ipa))
        {
            return false;
        }

        for (int auxiliary = 1; auxiliary < realm.Trees; auxiliary++)
        {
            var root = new RttWalk(rmm.Memory, realm, auxiliary, ipa, realm.StartLevel);
            if (RttEntry.IsLive(root.Entry))
            {
                return true;
            }
        }

        return false;
    }
}
