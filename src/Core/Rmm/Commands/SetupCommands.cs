using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>VERSION, FEATURES, RMM_CONFIG_GET, RMM_CONFIG_SET, RMM_ACTIVATE (§2.5, §2.6, §4.2).</summary>
internal static class SetupCommands
{
    internal static RmiResult Version(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        uint supported = rmm.Platform.Profile.Version;
        reply.X1 = supported;
        reply.X2 = supported;
        if (call.X1 != supported) return rmm.BadArgument(Cause.VersionUnsupported, call.X1);
        return RmiResult.Success;
    }

    internal static RmiResult Features(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        reply.X1 = rmm.Platform.Feature(call.X1);
        return RmiResult.Success;
    }

    internal static RmiResult ConfigGet(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        ulong pointer = call.X1;
        if (pointer == 0 || !Granule.IsAligned(pointer)) return rmm.BadArgument(Cause.PointerUnaligned, pointer);
        if (!rmm.Memory.Is(pointer, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, pointer);

        rmm.Memory.Fill(pointer, Granule.Size, 0);
        return RmiResult.Success;
    }

    internal static RmiResult ConfigSet(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        ulong pointer = call.X1;
        if (pointer == 0 || !Granule.IsAligned(pointer)) return rmm.BadArgument(Cause.PointerUnaligned, pointer);
        if (!rmm.Memory.Is(pointer, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, pointer);
        if (rmm.Memory.ReadWord(pointer + sizeof(ulong)) != 0) return rmm.BadArgument(Cause.GranuleSizeUnsupported, pointer);
        if (rmm.Memory.ReadWord(pointer) != 0) return rmm.BadArgument(Cause.TrackingSizeUnsupported, pointer);
        return RmiResult.Success;
    }

    internal static RmiResult Activate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        rmm.IsActive = true;
        return RmiResult.Success;
    }
}
