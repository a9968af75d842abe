using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What the feature registers promise, decoded once (§2.6).</summary>
internal sealed class PlatformLimits
{
    internal PlatformLimits(RmmPlatform platform)
    {
        ulong features0 = platform.Feature(0);
        ulong features3 = platform.Feature(3);
        PaBits = (int)(features0 & 0xFF);
        Lpa2 = Bit(features0, 8);
        Sve = Bit(features0, 9);
        SveVectorLength = (uint)(features0 >> 10 & 0xF);
        Breakpoints = (uint)(features0 >> 14 & 0x3F);
        Watchpoints = (uint)(features0 >> 20 & 0x3F);
        Pmu = Bit(features0, 26);
        PmuCounters = (uint)(features0 >> 27 & 0x1F);
        ListRegisters = (int)(features0 >> 34 & 0xF) + 1;
        DeviceAssignment = Bit(platform.Feature(2), 0);
        AuxiliaryPlanes = (uint)(features3 & 0xF);
        RttPlane = (int)(features3 >> 4 & 3);
        IndirectPermissions = Bit(features3, 6);
        PrivateMecIds = platform.Feature(4);
    }

    internal int PaBits { get; }

    internal bool Lpa2 { get; }

    internal bool Sve { get; }

    internal uint SveVectorLength { get; }

    internal uint Breakpoints { get; }

    internal uint Watchpoints { get; }

    internal bool Pmu { get; }

    internal uint PmuCounters { get; }

    /// <summary>List registers of the virtual interrupt controller (1.0).</summary>
    internal int ListRegisters { get; }

    internal bool DeviceAssignment { get; }

    internal uint AuxiliaryPlanes { get; }

    internal int RttPlane { get; }

    internal bool IndirectPermissions { get; }

    internal ulong PrivateMecIds { get; }

    /// <summary>The highest physical address.</summary>
    internal ulong MaximumAddress => PaBits >= 64 ? ulong.MaxValue : (1ul << PaBits) - 1;

    private static bool Bit(ulong register, int bit) => (register >> bit & 1) != 0;
}
