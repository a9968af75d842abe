using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// A memory granule's packed descriptor: state in bits 3:0, for DATA the number of auxiliary mappings in bits 7:4. The counts of RTT
/// and RD granules are kept with their content.
/// </summary>
internal static class GranuleDescriptor
{
    /// <summary>How many states there are.</summary>
    internal const int StateCount = (int)GranuleState.PsmmuStreamTable + 1;

    /// <summary>Stands for an address without a memory granule.</summary>
    internal const int None = -1;

    private const int StateMask = 0xF;
    private const int CountShift = 4;

    internal static GranuleState State(int descriptor) => (GranuleState)(descriptor & StateMask);

    internal static int AuxiliaryMappings(int descriptor) => descriptor >> CountShift;

    internal static byte With(GranuleState state, int auxiliaryMappings) => (byte)((int)state | (auxiliaryMappings << CountShift));
}
