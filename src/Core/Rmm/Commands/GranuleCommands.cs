using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>GRANULE_TRACKING_GET, GPT_L1_CREATE, GRANULE_RANGE_DELEGATE, GRANULE_RANGE_UNDELEGATE (§4.3, §4.4).</summary>
internal static class GranuleCommands
{
    /// <summary>Bytes in a tracking region.</summary>
    internal const ulong TrackingRegion = 1ul << 30;

    private const ulong Conventional = 0;
    private const ulong NonCoherentDevice = 1;
    private const ulong TrackingNone = 1;
    private const ulong TrackingFine = 2;

    internal static RmiResult TrackingGet(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong start, ulong top) = (call.X1, call.X2);
        ulong maximum = rmm.Limits.MaximumAddress;
        if (start > maximum || top > maximum) return rmm.BadArgument(Cause.AddressBeyondPaSpace, Math.Max(start, top));
        if (start > top || top - start < Granule.Size) return rmm.BadArgument(Cause.RangeEmpty, top);
        if (!Granule.IsAligned(start | top)) return rmm.BadArgument(Cause.RangeUnaligned, start);

        bool device = rmm.Devices.Contains(start);
        reply.X1 = device ? NonCoherentDevice : Conventional;
        reply.X2 = device || rmm.Memory.BankOf(start) is not null ? TrackingFine : TrackingNone;
        reply.X3 = top;
        return RmiResult.Success;
    }

    internal static RmiResult GptL1Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (call.X1 % TrackingRegion != 0) return rmm.BadArgument(Cause.AddressUnaligned, call.X1);
        return rmm.Refuse(RmiResult.From(RmiStatus.ErrorGpt), Cause.GptStatic, ObstacleKind.Argument, call.X1);
    }

    internal static RmiResult RangeDelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => MoveFirst(rmm, call, ref reply, GranuleMove.Delegate);

    internal static RmiResult RangeUndelegate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply) => MoveFirst(rmm, call, ref reply, GranuleMove.Undelegate);

    private static RmiResult MoveFirst(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply, GranuleMove move)
    {
        (ulong start, ulong top) = (call.X1, call.X2);
        reply.X1 = start;
        if (GranuleMove.CheckRange(rmm, start, top) is { IsSuccess: false } refusal) return refusal;

        int before = rmm.Memory.Move(start, move.From, move.To);
        if (before >= 0)
        {
            if (before != (int)move.From) return rmm.Input(move.WrongState, start);
        }
        else
        {
            if (!rmm.Devices.Contains(start)) return rmm.Input(Cause.NoGranule, start);
            if (!rmm.Devices.Is(start, move.DeviceFrom)) return rmm.Input(move.WrongState, start);
            rmm.Devices.SetState(start, move.DeviceTo);
        }

        reply.X1 = start + Granule.Size;
        return RmiResult.Success;
    }
}
