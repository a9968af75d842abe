using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RTT_DATA_UNMAP, RTT_UNPROT_UNMAP, RTT_DEV_UNMAP (§4.10). No check of the realm's state.</summary>
internal static class UnmapCommands
{
    internal static RmiResult Data(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        Unmap(rmm, UnmapKind.Data, call.X1, call.X2, call.X3, new RttRangeFlags(call.X4), call.X5, ref reply);

    internal static RmiResult Unprotected(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        Unmap(rmm, UnmapKind.Unprotected, call.X1, call.X2, call.X3, new RttRangeFlags(call.X4), call.X5, ref reply);

    internal static RmiResult Device(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        Unmap(rmm, UnmapKind.Device, call.X1, call.X2, call.X3, new RttRangeFlags(call.X4), call.X5, ref reply);

    private static RmiResult Unmap(
        RmmCore rmm, UnmapKind kind, ulong rd, ulong start, ulong top, RttRangeFlags flags, ulong list, ref RmiRegisters reply)
    {
        if (!rmm.Operations.HasFree) return rmm.Blocked();
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (!Granule.IsAligned(start | top)) return rmm.BadArgument(Cause.RangeUnaligned, start);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (start >= realm.IpaSize || top - Granule.Size >= realm.IpaSize) return rmm.BadArgument(Cause.IpaRange, top);
        if (CheckHalf(realm, kind, start, top) is { } wrongHalf) return rmm.BadArgument(wrongHalf, start);
        if (CheckOutput(rmm, flags, list) is { } badOutput) return rmm.BadArgument(badOutput, list);
        var walk = new RttWalk(rmm.Memory, realm, RttTree.PrimaryIndex, start, RttGeometry.LastLevel);
        if (start % RttGeometry.EntrySize(walk.Level) != 0) return rmm.RttError(Cause.StartInsideEntry, walk, start);

        Span<ulong> descriptors = stackalloc ulong[Capacity(flags, list)];
        var output = new BlockSink(descriptors, flags.Type, kind == UnmapKind.Unprotected);
        RmiResult stop = UnmapSweep.Run(rmm, realm, kind, walk, start, top, ref output, out ulong reached);
        if (reached == start) return stop;

        rmm.Forgive();
        reply.X1 = reached;
        if (flags.Type == OutputAddressType.Single)
        {
            reply.X2 = output.Single;
        }
        else if (flags.Type == OutputAddressType.List)
        {
            rmm.Memory.WriteWords(list, output.Written);
            reply.X3 = (ulong)(uint)output.Written.Length;
        }

        return RmiResult.Success;
    }

    private static RmiCause? CheckHalf(RealmDescriptor realm, UnmapKind kind, ulong start, ulong top)
    {
        bool startProtected = realm.IsProtected(start);
        bool endProtected = realm.IsProtected(top - Granule.Size);
        if (kind == UnmapKind.Unprotected) return startProtected || endProtected ? Cause.NotUnprotected : null;
        return startProtected && endProtected ? null : Cause.NotProtected;
    }

    private static RmiCause? CheckOutput(RmmCore rmm, RttRangeFlags flags, ulong list) => flags.Type switch
    {
        OutputAddressType.Invalid => Cause.OutputType,
        OutputAddressType.List when flags.ListCount == 0 => Cause.ListEmpty,
        OutputAddressType.List when list % sizeof(ulong) != 0 => Cause.ListUnaligned,
        OutputAddressType.List when !rmm.Memory.Is(Granule.AlignDown(list), GranuleState.NonSecure) => Cause.PageNotNonSecure,
        OutputAddressType.List => null,
        _ when flags.ListCount != 0 || list != 0 => Cause.OutputUnexpected,
        _ => null,
    };

    private static int Capacity(RttRangeFlags flags, ulong list) => flags.Type == OutputAddressType.List
        ? Math.Min(flags.ListCount, Granule.Words - ((int)(list & (Granule.Size - 1)) / sizeof(ulong)))
        : 1;
}
