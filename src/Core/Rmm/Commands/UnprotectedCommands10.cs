using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_MAP_UNPROTECTED, RTT_UNMAP_UNPROTECTED of RMI 1.0: one entry a call, with a descriptor from the host (§4.10).</summary>
internal static class UnprotectedCommands10
{
    internal static RmiResult Map(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level, ulong descriptor) = (call.X1, call.X2, unchecked((long)call.X3), call.X4);
        if (!IsBlockLevel(level)) return rmm.BadArgument(Cause.LevelRange, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (UnprotectedDescriptor.Check(descriptor, (int)level, realm.Lpa2) is { } badDescriptor) return rmm.BadArgument(badDescriptor, descriptor);
        if (CheckIpa(realm, ipa, (int)level) is { } bad) return rmm.BadArgument(bad, ipa);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, (int)level);
        if (walk.Level != level) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (walk.Entry != RttEntry.UnassignedNs) return rmm.RttError(Cause.EntryAssigned, walk, ipa);

        rmm.Memory.WritableContent<Page>(walk.Table)[walk.Index] = UnprotectedDescriptor.ToEntry(descriptor, realm.Lpa2);
        return RmiResult.Success;
    }

    internal static RmiResult Unmap(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level) = (call.X1, call.X2, unchecked((long)call.X3));
        if (!IsBlockLevel(level)) return rmm.BadArgument(Cause.LevelRange, call.X3);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (CheckIpa(realm, ipa, (int)level) is { } bad) return rmm.BadArgument(bad, ipa);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, (int)level);
        reply.X1 = TableScan.NextLive(walk.Page, ipa, walk.Level);
        if (walk.Level != level) return rmm.RttError(Cause.WalkShort, walk, ipa);
        if (!IsMapping(walk.Entry)) return rmm.RttError(Cause.EntryNotLive, walk, ipa);

        Page page = rmm.Memory.WritableContent<Page>(walk.Table);
        page[walk.Index] = RttEntry.UnassignedNs;
        reply.X1 = TableScan.NextLive(page, ipa, walk.Level);
        return RmiResult.Success;
    }

    private static bool IsBlockLevel(long level) => level is >= RttGeometry.FirstBlockLevel and <= RttGeometry.LastLevel;

    private static bool IsMapping(ulong entry) => (entry & RttEntry.KindMask) == (RttEntry.Live | RttEntry.NonSecure);

    /// <summary>A-map and the half; a block above the start level, where the reference crashes, is refused like other levels (§13).</summary>
    private static RmiCause? CheckIpa(RealmDescriptor realm, ulong ipa, int level)
    {
        if (RttArguments.CheckMap(realm, ipa, level) is { } bad) return bad;
        if (realm.IsProtected(ipa)) return Cause.NotUnprotected;
        if (level < realm.StartLevel) return Cause.AboveStartLevel;
        return null;
    }
}
