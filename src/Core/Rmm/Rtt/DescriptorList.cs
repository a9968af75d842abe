using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>How freed blocks are gathered in a list of descriptors (§2.7, «Output lists are built by merging»).</summary>
internal static class DescriptorList
{
    /// <summary>Merges a block with the first descriptor that it precedes or follows, or appends it.</summary>
    /// <returns>False when it merges with none and the list is full.</returns>
    internal static bool TryMerge(Span<ulong> descriptors, ref int count, ulong pa, int level, bool undelegated)
    {
        int sizeClass = RttGeometry.LastLevel - level;
        ulong size = RttGeometry.EntrySize(level);
        for (int i = 0; i < count; i++)
        {
            var run = new AddressRangeDescriptor(descriptors[i]);
            if (run.SizeClass != sizeClass || run.IsUndelegated != undelegated || run.Count == AddressRangeDescriptor.MaximumCount)
            {
                continue;
            }

            bool precedes = pa + size == run.Address;
            if (precedes || pa == run.Address + run.Length)
            {
                descriptors[i] = new AddressRangeDescriptor(precedes ? pa : run.Address, run.Count + 1, sizeClass, undelegated).Word;
                return true;
            }
        }

        if (count == descriptors.Length)
        {
            return false;
        }

        descriptors[count++] = new AddressRangeDescriptor(pa, 1, sizeClass, undelegated).Word;
        return true;
    }
}
