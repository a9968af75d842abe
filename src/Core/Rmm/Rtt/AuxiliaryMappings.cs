using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Auxiliary mappings of data pages: the reference counts of DATA granules (§1.2).</summary>
internal static class AuxiliaryMappings
{
    /// <summary>Offset in bytes of the first page of a mapping that auxiliary trees still map; null when they map none.</summary>
    internal static ulong? FirstIn(PhysicalMemory memory, ulong entry, int level)
    {
        ulong start = RttEntry.Address(entry);
        for (ulong offset = 0; offset < RttGeometry.EntrySize(level); offset += Granule.Size)
        {
            if (GranuleDescriptor.AuxiliaryMappings(memory.Descriptor(start + offset)) != 0)
            {
                return offset;
            }
        }

        return null;
    }
}
