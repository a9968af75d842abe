using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>DATA_CREATE, DATA_CREATE_UNKNOWN, DATA_DESTROY of RMI 1.0: one page a call (§4.10, §4.16).</summary>
internal static class DataCommands10
{
    private const ulong FlagMeasure = 1;

    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong data, ulong ipa, ulong source, ulong flags) = (call.X1, call.X2, call.X3, call.X4, call.X5);
        if (flags > FlagMeasure) return rmm.BadArgument(Cause.FlagsReserved, flags);
        if (!rmm.Memory.Is(source, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, source);
        if (!rmm.Memory.Is(data, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, data);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (realm.State != RealmState.New) return rmm.RealmError(Cause.RealmNotNew, realm);
        if (CheckPage(realm, data, ipa) is { } bad) return rmm.BadArgument(bad, ipa);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        if (walk.Level != RttGeometry.LastLevel) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (!RttEntry.IsUnassigned(walk.Entry)) return rmm.RttError(Cause.EntryAssigned, walk, ipa);

        DataPages.Populate(rmm, realm, walk, data, ipa, source, flags);
        return RmiResult.Success;
    }

    /// <summary>No measurement, the RIPAS stays, and the realm may be in any state.</summary>
    internal static RmiResult CreateUnknown(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong data, ulong ipa) = (call.X1, call.X2, call.X3);
        if (!rmm.Memory.Is(data, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, data);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (CheckPage(realm, data, ipa) is { } bad) return rmm.BadArgument(bad, ipa);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        if (walk.Level != RttGeometry.LastLevel) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (!RttEntry.IsUnassigned(walk.Entry)) return rmm.RttError(Cause.EntryAssigned, walk, ipa);

        rmm.Memory.SetState(data, GranuleState.Data);
        Page page = rmm.Memory.WritableContent<Page>(walk.Table);
        page[walk.Index] = data | RttEntry.Live | walk.Entry;
        page.References++;
        return RmiResult.Success;
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa) = (call.X1, call.X2);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (!realm.IsProtected(ipa)) return rmm.BadArgument(Cause.NotProtected, ipa);
        if (!Granule.IsAligned(ipa)) return rmm.BadArgument(Cause.IpaUnaligned, ipa);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, RttGeometry.LastLevel);
        reply.X2 = TableScan.NextLive(walk.Page, ipa, walk.Level);
        if (walk.Level != RttGeometry.LastLevel) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (!RttEntry.IsData(walk.Entry)) return rmm.RttError(Cause.EntryNotLive, walk, ipa);

        ulong data = RttEntry.Address(walk.Entry);
        Page page = rmm.Memory.WritableContent<Page>(walk.Table);
        page[walk.Index] = RttEntry.AfterUnmap(walk.Entry);
        page.References--;
        rmm.Memory.SetState(data, GranuleState.Delegated);
        reply.X1 = data;
        reply.X2 = TableScan.NextLive(page, ipa, walk.Level);
        return RmiResult.Success;
    }

    private static RmiCause? CheckPage(RealmDescriptor realm, ulong data, ulong ipa)
    {
        if (!realm.IsProtected(ipa)) return Cause.NotProtected;
        if (!Granule.IsAligned(ipa)) return Cause.IpaUnaligned;
        if (!RttArguments.CanReach(realm, data)) return Cause.BeyondPaLimit;
        return null;
    }
}
