using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// GRANULE_RANGE_DELEGATE and GRANULE_RANGE_UNDELEGATE of later 2.0 trees: leading granules in the target state are skipped, then one
/// run is converted, all within the tracking region of the start (§4.4, [B3]; <see cref="RmiQuirks.SkipDelegated"/>).
/// </summary>
internal static class GranuleRunCommands
{
    internal static RmiResult RangeDelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => MoveRun(rmm, call, ref reply, GranuleMove.Delegate);

    internal static RmiResult RangeUndelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => MoveRun(rmm, call, ref reply, GranuleMove.Undelegate);

    private static RmiResult MoveRun(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply, GranuleMove move)
    {
        (ulong start, ulong top) = (call.X1, call.X2);
        reply.X1 = start;
        if (GranuleMove.CheckRange(rmm, start, top) is { IsSuccess: false } refusal) return refusal;

        ulong inRegion = Math.Min(top - start, GranuleCommands.TrackingRegion - (start % GranuleCommands.TrackingRegion));
        ulong reached = rmm.Memory.BankOf(start) is { } bank
            ? MoveMemory(rmm.Memory, start, Math.Min(inRegion, bank.Top - start), move.From, move.To)
            : MoveDevice(rmm.Devices, start, inRegion, move.DeviceFrom, move.DeviceTo);
        if (reached == start) return rmm.Input(rmm.Memory.BankOf(start) is null && !rmm.Devices.Contains(start) ? Cause.NoGranule : move.WrongState, start);

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
