namespace RealmTools.Host;

/// <summary>How the realm sees shared memory.</summary>
/// <param name="MemoryAttribute">MemAttr, 0…7 without 4.</param>
/// <param name="Read">Whether it may read.</param>
/// <param name="Write">Whether it may write.</param>
internal readonly record struct SharedAttributes(int MemoryAttribute, bool Read, bool Write)
{
    /// <summary>S2AP in the direct encoding: write in bit 0, read in bit 1.</summary>
    internal int AccessPermission => (Write ? 1 : 0) | (Read ? 2 : 0);

    /// <summary>
    /// The descriptor of RTT_MAP_UNPROTECTED (RMI 1.0, rmm-behaviour.md §1.8): MemAttr in 4:2, read in 6, write in 7, the PA in 49:12 with
    /// its bits 51:50, which need LPA2, in 9:8.
    /// </summary>
    internal ulong DescriptorOf(ulong pa)
    {
        const int MemoryAttributeShift = 2;
        const int ReadShift = 6;
        const int WriteShift = 7;
        const int HighShift = 50;
        const int HighField = 8;
        ulong high = pa >> HighShift;
        return (pa - (high << HighShift)) | (high << HighField) | ((ulong)(uint)MemoryAttribute << MemoryAttributeShift)
            | (Read ? 1ul << ReadShift : 0) | (Write ? 1ul << WriteShift : 0);
    }
}
