using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Non-secure memory that a realm's unprotected half shall map.</summary>
/// <param name="Ipa">First IPA, 4 KiB aligned, in the unprotected half.</param>
/// <param name="Size">Length in bytes, a multiple of 4 KiB.</param>
public sealed record SharedMemoryRequest(Ipa Ipa, ByteSize Size)
{
    /// <summary>The MemAttr of normal write-back memory.</summary>
    public const int NormalMemory = 6;

    /// <summary>
    /// First PA, congruent to the IPA for blocks; null for free DRAM. What was free is free again when the last realm that maps it has
    /// unmapped it; memory that was not free stays what it was.
    /// </summary>
    public PhysicalAddress? Address { get; init; }

    /// <summary>The largest entry to map with: 4 KiB, 2 MiB or 1 GiB; null for the largest that fits.</summary>
    public ByteSize? MaximumPageSize { get; init; }

    /// <summary>MemAttr of the entries, 0…7 without 4; 6 is normal write-back memory.</summary>
    public int MemoryAttribute { get; init; } = NormalMemory;

    /// <summary>Whether the realm may read.</summary>
    public bool Read { get; init; } = true;

    /// <summary>Whether the realm may write.</summary>
    public bool Write { get; init; } = true;
}
