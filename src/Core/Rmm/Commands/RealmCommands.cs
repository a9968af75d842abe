using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>REALM_CREATE, REALM_ACTIVATE, REALM_TERMINATE, REALM_DESTROY (§4.5).</summary>
internal static class RealmCommands
{
    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong parameters) = (call.X1, call.X2);
        Span<byte> page = stackalloc byte[(int)Granule.Size];
        if (!Granule.IsAligned(parameters) || !rmm.Memory.TryRead(parameters, page)) return rmm.Input(Cause.PageNotNonSecure, parameters);
        var view = new RealmParams(page);
        RealmRules rules = rmm.Behaviour.Realms;
        if (rules.FirstFailure(rmm.Limits, view) is { } failure) return rmm.BadArgument(failure, parameters);

        RealmDescriptor realm = rules.Describe(rd, view);
        if (rules.TakeIds(rmm, view, realm) is { IsSuccess: false } noIds) return noIds;
        if (!TryTakeRoots(rmm, realm, out ulong notDelegated)) return Undo(rmm, realm, Cause.NotDelegated, notDelegated);
        if (!rmm.Memory.Is(rd, GranuleState.Delegated)) return UndoRoots(rmm, realm, rd);

        realm.Measurements.Initialise(view);
        rmm.Memory.SetState(rd, GranuleState.Rd, realm);
        return RmiResult.Success;
    }

    internal static RmiResult Activate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.TryRealm(call.X1, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, call.X1);
        if (realm.State != RealmState.New) return rmm.RealmError(Cause.RealmNotNew, realm);

        Writable(rmm, realm).State = RealmState.Active;
        return RmiResult.Success;
    }

    internal static RmiResult Terminate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.TryRealm(call.X1, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, call.X1);
        if (realm.RunningRecs != 0) return rmm.RealmError(Cause.RecsRunning, realm);

        Writable(rmm, realm).State = RealmState.Zombie;
        return RmiResult.Success;
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.TryRealm(call.X1, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, call.X1);
        if (realm.RecReferences != 0) return rmm.RealmError(Cause.RealmHasRecs, realm);
        if (rmm.Behaviour.DestroyNeedsTermination && realm.State != RealmState.Zombie) return rmm.RealmError(Cause.RealmNotTerminated, realm);
        if (RefuseLiveRoot(rmm, realm) is { IsSuccess: false } live) return live;

        ReleaseRoots(rmm, realm, realm.Trees);
        RealmRules.ReleaseIds(rmm, realm);
        rmm.Memory.SetState(realm.Address, GranuleState.Delegated);
        return RmiResult.Success;
    }

    private static RealmDescriptor Writable(RmmCore rmm, RealmDescriptor realm) => rmm.Memory.WritableContent<RealmDescriptor>(realm.Address);

    private static bool TryTakeRoots(RmmCore rmm, RealmDescriptor realm, out ulong notDelegated)
    {
        for (int tree = 0; tree < realm.Trees; tree++)
        {
            for (int i = 0; i < realm.RootCount; i++)
            {
                ulong root = RootAt(realm, tree, i);
                if (!rmm.Memory.Is(root, GranuleState.Delegated))
                {
                    ReleaseRoots(rmm, realm, tree);
                    rmm.Memory.MoveAll(realm.RootOf(tree), (ulong)(uint)i, GranuleState.Delegated);
                    notDelegated = root;
                    return false;
                }

                InitialiseRoot(rmm.Memory.MakeTable(root), realm, i);
            }
        }

        notDelegated = 0;
        return true;
    }

    private static void InitialiseRoot(Page page, RealmDescriptor realm, int rootIndex)
    {
        int shift = RttGeometry.EntryShift(realm.StartLevel);
        long first = (long)rootIndex * RttGeometry.EntriesPerTable;
        int isProtected = (int)Math.Clamp((long)(realm.ProtectedTop >> shift) - first, 0, RttGeometry.EntriesPerTable);
        int used = (int)Math.Clamp((long)(realm.IpaSize >> shift) - first, 0, RttGeometry.EntriesPerTable);
        page.Words[..isProtected].Clear();
        page.Words[isProtected..used].Fill(RttEntry.UnassignedNs);
        page.Words[used..].Clear();
    }

    private static RmiResult Undo(RmmCore rmm, RealmDescriptor realm, RmiCause cause, ulong granule)
    {
        RealmRules.ReleaseIds(rmm, realm);
        return rmm.Input(cause, granule);
    }

    private static RmiResult UndoRoots(RmmCore rmm, RealmDescriptor realm, ulong rd)
    {
        ReleaseRoots(rmm, realm, realm.Trees);
        return Undo(rmm, realm, Cause.RdNotDelegated, rd);
    }

    private static void ReleaseRoots(RmmCore rmm, RealmDescriptor realm, int trees)
    {
        for (int tree = 0; tree < trees; tree++)
        {
            rmm.Memory.MoveAll(realm.RootOf(tree), (ulong)(uint)realm.RootCount, GranuleState.Delegated);
        }
    }

    /// <summary>ERROR_REALM for the first entry that holds a reference to a root table of any tree.</summary>
    private static RmiResult RefuseLiveRoot(RmmCore rmm, RealmDescriptor realm)
    {
        for (int tree = 0; tree < realm.Trees; tree++)
        {
            for (int i = 0; i < realm.RootCount; i++)
            {
                ulong root = RootAt(realm, tree, i);
                Page page = rmm.Memory.Content<Page>(root)!;
                if (page.References == 0) continue;

                int index = FirstReference(page);
                ulong ipa = (ulong)(uint)((i * RttGeometry.EntriesPerTable) + index) << RttGeometry.EntryShift(realm.StartLevel);
                string remedy = tree == RttTree.PrimaryIndex ? Remedy(rmm, page[index]) : AuxiliaryRemedy(page[index], ipa < realm.ProtectedTop);
                return rmm.RootError(root, realm.StartLevel, page[index], ipa, remedy);
            }
        }

        return RmiResult.Success;
    }

    /// <summary>The first entry that holds a reference; in an auxiliary root an unprotected mapping holds one, too (§4.13).</summary>
    private static int FirstReference(Page page)
    {
        int live = 0;
        for (int i = RttGeometry.EntriesPerTable - 1; i >= 0; i--)
        {
            if (RttEntry.HoldsReference(page[i]) || (RttEntry.IsLive(page[i]) && !RttEntry.HoldsReference(page[live]))) live = i;
        }

        return live;
    }

    private static string Remedy(RmmCore rmm, ulong entry) =>
        RttEntry.IsTable(entry) ? "RTT_DESTROY"
        : RttEntry.IsDevice(entry) ? "RTT_DEV_UNMAP"
        : rmm.Platform.Profile.Commands.TryGet("RTT_DATA_UNMAP", out _) ? "RTT_DATA_UNMAP"
        : "DATA_DESTROY, once RTT_CREATE has split it,";

    private static string AuxiliaryRemedy(ulong entry, bool isProtected) =>
        !isProtected ? "RTT_AUX_UNMAP_UNPROTECTED"
        : RttEntry.IsTable(entry) ? "RTT_AUX_DESTROY"
        : "RTT_AUX_UNMAP_PROTECTED";

    private static ulong RootAt(RealmDescriptor realm, int tree, int index) => realm.RootOf(tree) + ((ulong)(uint)index << Granule.Shift);
}
