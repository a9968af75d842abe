namespace RealmTools.Host;

/// <summary>What the host knows of each granule of mapped IPA space.</summary>
/// <param name="Region">Number of the <see cref="MemoryRegion"/> it belongs to.</param>
/// <param name="AddressOffset">PA − IPA modulo 2^64.</param>
/// <param name="IsAllocated">Shared memory: whether the host set it aside for this mapping, and frees it.</param>
internal readonly record struct MappingRecord(int Region, ulong AddressOffset, bool IsAllocated);
