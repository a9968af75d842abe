using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// How an unprotected mapping looks in the descriptor that the host reads and, in RMI 1.0, gives (§1.8): PA in 49:12, with LPA2 its bits
/// 51:50 in 9:8; MemAttr in 4:2; read in 6 and write in 7, or with indirect permissions the index in 6, 51, 53, 54.
/// </summary>
internal static class UnprotectedDescriptor
{
    /// <summary>MemAttr that the architecture reserves.</summary>
    internal const int ReservedMemoryAttribute = 4;

    private const int AccessWrite = 1 << 0;
    private const int AccessRead = 1 << 1;
    private const int MemoryAttributeShift = 2;
    private const ulong MemoryAttributeMask = 7ul << MemoryAttributeShift;
    private const ulong DescriptorRead = 1 << 6;
    private const ulong DescriptorWrite = 1 << 7;
    private const ulong AddressMask = 0x0000_FFFF_FFFF_F000;
    private const ulong AddressMaskLpa2 = 0x0003_FFFF_FFFF_F000;
    private const int HighAddressShift = 50;
    private const int HighAddressField = 8;
    private const ulong HighAddressMask = 3;

    /// <summary>The descriptor of an entry.</summary>
    internal static ulong Report(ulong entry, RealmDescriptor realm)
    {
        if (!RttEntry.IsLive(entry))
        {
            return 0;
        }

        int access = RttEntry.Access(entry);
        ulong permissions = realm.IndirectPermissions
            ? IndexBits(access)
            : ((access & AccessRead) != 0 ? DescriptorRead : 0) | ((access & AccessWrite) != 0 ? DescriptorWrite : 0);
        return Address(RttEntry.Address(entry), realm.Lpa2) | ((ulong)(uint)RttEntry.MemoryAttribute(entry) << MemoryAttributeShift) | permissions;
    }

    /// <summary>Checks a descriptor that the host gives (1.0): nothing but PA, MemAttr and permissions, the PA aligned to the level.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static RmiCause? Check(ulong descriptor, int level, bool lpa2)
    {
        ulong address = (lpa2 ? AddressMaskLpa2 : AddressMask) & ~(RttGeometry.EntrySize(level) - 1);
        ulong high = lpa2 ? HighAddressMask << HighAddressField : 0;
        if ((descriptor & ~(address | high | MemoryAttributeMask | DescriptorRead | DescriptorWrite)) != 0) return Cause.DescriptorReserved;
        if (MemoryAttribute(descriptor) == ReservedMemoryAttribute) return Cause.MemoryAttribute;
        return null;
    }

    /// <summary>The entry of a descriptor that passed <see cref="Check"/>.</summary>
    internal static ulong ToEntry(ulong descriptor, bool lpa2)
    {
        ulong address = descriptor & (lpa2 ? AddressMaskLpa2 : AddressMask);
        ulong high = lpa2 ? (descriptor >> HighAddressField & HighAddressMask) << HighAddressShift : 0;
        int access = ((descriptor & DescriptorRead) != 0 ? AccessRead : 0) | ((descriptor & DescriptorWrite) != 0 ? AccessWrite : 0);
        return RttEntry.AssignedNs(address | high, MemoryAttribute(descriptor), access);
    }

    private static int MemoryAttribute(ulong descriptor) => (int)((descriptor & MemoryAttributeMask) >> MemoryAttributeShift);

    private static ulong Address(ulong address, bool lpa2) =>
        lpa2 ? (address & AddressMaskLpa2) | (address >> HighAddressShift & HighAddressMask) << HighAddressField : address;

    private static ulong IndexBits(int index) =>
        ((index & 1) != 0 ? 1ul << 6 : 0) | ((index & 2) != 0 ? 1ul << 51 : 0) | ((index & 4) != 0 ? 1ul << 53 : 0) | ((index & 8) != 0 ? 1ul << 54 : 0);
}
