using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// GRANULE_RANGE_DELEGATE and GRANULE_RANGE_UNDELEGATE of later 2.0 trees: leading granules in the target state are skipped, then one
/// run is converted, all within the tracking region of the start (§4.4, [B3]; <see cref="RmiQuirks.SkipDelegated"/>).
/// </summary>
internal static class GranuleRunCommands
{
    private const ulong TrackingRegion = 1ul << 30;

    internal static RmiResult RangeDelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        MoveRun(rmm, call, ref reply, Cause.NotNonSecure, GranuleState.NonSecure, GranuleState.Delegated, DeviceGranuleState.NonSecure, DeviceGranuleState.Delegated);

    internal static RmiResult RangeUndelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) =>
        MoveRun(rmm, call, ref reply, Cause.NotDelegated, GranuleState.Delegated, GranuleState.NonSecure, DeviceGranuleState.Delegated, DeviceGranuleState.NonSecure);

    private static RmiResult MoveRun(
        RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply, RmiCause wrongState,
        GranuleState from, GranuleState to, DeviceGranuleState deviceFrom, DeviceGranuleState deviceTo)
    {
        (ulong start, ulong top) = (call.X1, call.X2);
        reply.X1 = start;
        if (!Granule.IsAligned(start | top)) return rmm.BadArgument(Cause.RangeUnaligned, start);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);

        ulong inRegion = Math.Min(top - start, TrackingRegion - (start % TrackingRegion));
        ulong reached = rmm.Memory.BankOf(start) is { } bank
            ? MoveMemory(rmm.Memory, start, Math.Min(inRegion, bank.Top - start), from, to)
            : MoveDevice(rmm.Devices, start, inRegion, deviceFrom, deviceTo);
        if (reached == start) return rmm.Input(rmm.Memory.BankOf(start) is null && !rmm.Devices.Contains(start) ? Cause.NoGranule : wrongState, start);

        reply.X1 = reached;
        return RmiResult.Success;
    }

    private static ulong MoveMemory(PhysicalMemory memory, ulong start, ulong length, GranuleState from, GranuleState to)
    {
        ulong top = start + length;
        ulong run = memory.FirstOther(start, length >> Granule.Shift, to) ?? top;
        memory.MoveLeading(run, (top - run) >> Granule.Shift, 1, from, to, out ulong reached);
        return reached;
    }

    private static ulong MoveDevice(DeviceGranules devices, ulong start, ulong length, DeviceGranuleState from, DeviceGranuleState to)
    {
        ulong address = start;
        ulong top = start + length;
        for (; address != top && devices.Is(address, to); address += Granule.Size)
        {
        }

        for (; address != top && devices.Is(address, from); address += Granule.Size)
        {
            devices.SetState(address, to);
        }

        return address;
    }
}
