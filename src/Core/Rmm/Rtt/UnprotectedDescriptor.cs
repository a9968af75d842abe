namespace RealmTools.Rmm;

/// <summary>How an unprotected mapping looks in the descriptor that the host reads and, in RMI 1.0, gives (§1.8).</summary>
internal static class UnprotectedDescriptor
{
    /// <summary>MemAttr that the architecture reserves.</summary>
    internal const int ReservedMemoryAttribute = 4;

    private const int AccessWrite = 1 << 0;
    private const int AccessRead = 1 << 1;
    private const int MemoryAttributeShift = 2;
    private const ulong DescriptorRead = 1 << 6;
    private const ulong DescriptorWrite = 1 << 7;

    /// <summary>PA, MemAttr in 4:2 and permissions; with indirect permissions the index bits instead.</summary>
    internal static ulong Report(ulong entry, bool indirect)
    {
        if (!RttEntry.IsLive(entry))
        {
            return 0;
        }

        int access = RttEntry.Access(entry);
        ulong permissions = indirect
            ? IndexBits(access)
            : ((access & AccessRead) != 0 ? DescriptorRead : 0) | ((access & AccessWrite) != 0 ? DescriptorWrite : 0);
        return RttEntry.Address(entry) | ((ulong)(uint)RttEntry.MemoryAttribute(entry) << MemoryAttributeShift) | permissions;
    }

    private static ulong IndexBits(int index) =>
        ((index & 1) != 0 ? 1ul << 6 : 0) | ((index & 2) != 0 ? 1ul << 51 : 0) | ((index & 4) != 0 ? 1ul << 53 : 0) | ((index & 8) != 0 ? 1ul << 54 : 0);
}
