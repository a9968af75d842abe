using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_CREATE, RTT_DESTROY, RTT_FOLD, RTT_READ_ENTRY (§4.8). No check of the realm's state in any of them.</summary>
internal static class RttStructureCommands
{
    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong table, ulong ipa, long level) = (call.X1, call.X2, call.X3, unchecked((long)call.X4));
        if (!rmm.Memory.Is(table, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, table);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckStructural(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);
        return RttTables.Create(rmm, RttTree.Primary(realm), table, ipa, (int)level);
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level) = (call.X1, call.X2, unchecked((long)call.X3));
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckStructural(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);
        return RttTables.Destroy(rmm, RttTree.Primary(realm), ipa, (int)level, ref reply);
    }

    internal static RmiResult Fold(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level) = (call.X1, call.X2, unchecked((long)call.X3));
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckStructural(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);
        return RttTables.Fold(rmm, RttTree.Primary(realm), ipa, (int)level, ref reply);
    }

    internal static RmiResult ReadEntry(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong ipa, long level) = (call.X1, call.X2, unchecked((long)call.X3));
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RttArguments.CheckEntry(realm, ipa, level) is { } bad) return rmm.BadArgument(bad, ipa);

        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, ipa, (int)level);
        ulong entry = walk.Entry;
        reply.X1 = unchecked((ulong)walk.Level);
        reply.X2 = (ulong)RttEntry.State(entry);
        reply.X3 = RttEntry.IsNonSecure(entry) ? UnprotectedDescriptor.Report(entry, realm) : RttEntry.Address(entry);
        reply.X4 = RttEntry.IsTable(entry) ? 0 : (ulong)RttEntry.RipasOf(entry);
        return RmiResult.Success;
    }
}
