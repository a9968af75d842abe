using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// PDEV_*, VDEV_*, PSMMU_*, RTT_DEV_MAP, RTT_DEV_VALIDATE on a platform without devices (§4.14): no host bridge and no SMMU is
/// known, so no device object can come into being and every command stops at the check that looks for one.
/// </summary>
internal static class DeviceCommands
{
    private const int StreamTypeOffset = 8;
    private const ulong PdevFlagSpdm = 1;
    private const ulong PdevKnownFlags = 7;
    private const int PdevCategoryShift = 1;
    private const ulong PdevRootPort = 0;
    private const ulong PdevOffChip = 1;

    /// <summary>A command whose first operand is a PDEV.</summary>
    internal static RmiResult OnPdev(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        IsOff(rmm, call, out RmiResult off) ? off : rmm.Input(Cause.NotPdev, call.X1);

    /// <summary>A command whose only operand is a VDEV.</summary>
    internal static RmiResult OnVdev(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        IsOff(rmm, call, out RmiResult off) ? off : rmm.Input(Cause.NotVdev, call.X1);

    /// <summary>A command with operands rd, pdev, vdev.</summary>
    internal static RmiResult OnRealmVdev(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (IsOff(rmm, call, out RmiResult off)) return off;
        if (!rmm.TryRealm(call.X1, out _)) return rmm.Input(Cause.NotRd, call.X1);
        return rmm.Input(Cause.NotPdev, call.X2);
    }

    internal static RmiResult VdevComplete(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (IsOff(rmm, call, out RmiResult off)) return off;
        if (!rmm.TryRec(call.X1, out _)) return rmm.Input(Cause.NotRec, call.X1);
        return rmm.Input(Cause.NotVdev, call.X2);
    }

    internal static RmiResult PdevCreate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong pdev, ulong parameters) = (call.X1, call.X2);
        if (IsOff(rmm, call, out RmiResult off)) return off;
        if (!Granule.IsAligned(pdev)) return rmm.BadArgument(Cause.AddressUnaligned, pdev);
        if (!rmm.Memory.Is(parameters, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, parameters);
        ulong flags = rmm.Memory.ReadWord(parameters);
        if (flags > PdevKnownFlags) return rmm.BadArgument(Cause.FlagsReserved, flags);
        if (!IsSupportedPdev(flags)) return rmm.Refuse(RmiResult.From(RmiStatus.ErrorNotSupported), Cause.PdevKind, ObstacleKind.Argument, flags);
        return rmm.BadArgument(Cause.NoHostBridge, parameters);
    }

    internal static RmiResult PdevStreamConnect(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (IsOff(rmm, call, out RmiResult off)) return off;
        if (!rmm.Memory.Is(call.X1, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, call.X1);
        if ((rmm.Memory.ReadWord(call.X1 + StreamTypeOffset) & 0xFF) == 0) return NotSupported(rmm, Cause.StreamKind, call.X1);
        return rmm.Input(Cause.NotPdev, call.X1);
    }

    internal static RmiResult PdevStreamKeyPurge(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        IsOff(rmm, call, out RmiResult off) ? off : NotSupported(rmm, Cause.KeyPurge, call.X1);

    /// <summary>A command whose first operand is an SMMU.</summary>
    internal static RmiResult OnPsmmu(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.Limits.DeviceAssignment) return NotSupported(rmm, Cause.DeviceAssignmentUnsupported, call.X1);
        return rmm.BadArgument(Cause.NoSmmu, call.X1);
    }

    internal static RmiResult RttDevMap(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong vdev, ulong start, ulong top, var flags) = (call.X1, call.X2, call.X3, call.X4, new RttRangeFlags(call.X5));
        if (!rmm.Operations.HasFree) return rmm.Blocked();
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (MapRange.CheckSource(rmm, realm, start, top, flags, in call.X6, out ReadOnlySpan<ulong> descriptors) is { IsSuccess: false } refusal) return refusal;
        var first = new AddressRangeDescriptor(descriptors[0]);
        if (first.IsUndelegated) return rmm.BadArgument(Cause.BlockUndelegated, first.Word);
        if (MapRange.CheckRange(realm, start, top, first.Level) is { } bad) return rmm.BadArgument(bad, start);
        if (!realm.IsProtected(start) || !realm.IsProtected(top - Granule.Size)) return rmm.BadArgument(Cause.NotProtected, top);
        if (top - start < first.BlockSize) return rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryCrossesTop, first.Level, 0, start);
        return rmm.Input(Cause.NotVdev, vdev);
    }

    internal static RmiResult RttDevValidate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong recAddress, ulong start, ulong top) = (call.X1, call.X2, call.X3, call.X4);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (!Granule.IsAligned(top)) return rmm.BadArgument(Cause.RangeUnaligned, top);
        if (!rmm.TryRealm(rd, out _)) return rmm.Input(Cause.NotRd, rd);
        if (!rmm.TryRec(recAddress, out Rec? rec)) return rmm.Input(Cause.NotRec, recAddress);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);
        if (rec.Rd != rd) return rmm.RecError(Cause.RecOfOtherRealm, rec);
        return rmm.BadArgument(Cause.NoRequest, start);
    }

    private static bool IsOff(RmmCore rmm, in RmiRegisters call, out RmiResult result)
    {
        bool off = !rmm.Limits.DeviceAssignment;
        result = off ? rmm.Refuse(RmiResult.UnknownFunction, Cause.DeviceAssignmentUnsupported, ObstacleKind.Argument, call.X0) : default;
        return off;
    }

    private static bool IsSupportedPdev(ulong flags)
    {
        ulong category = flags >> PdevCategoryShift & 3;
        return category == PdevRootPort || (category == PdevOffChip && (flags & PdevFlagSpdm) != 0);
    }

    private static RmiResult NotSupported(RmmCore rmm, RmiCause cause, ulong value) =>
        rmm.Refuse(RmiResult.From(RmiStatus.ErrorNotSupported), cause, ObstacleKind.Argument, value);
}
