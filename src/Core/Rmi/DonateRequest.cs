namespace RealmTools.Rmi;

/// <summary>What a stateful operation asks the host to donate: RmiOpMemDonateReq.</summary>
/// <param name="Word">The 64 bits as they travel: block size 1:0, count 15:2, contiguous 16, state 17.</param>
/// <remarks>Source: rmm-behaviour.md §2.7.</remarks>
public readonly record struct DonateRequest(ulong Word)
{
    /// <summary>A request for <paramref name="count"/> blocks.</summary>
    /// <param name="count">Number of blocks, 0…16383.</param>
    /// <param name="sizeClass">0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB.</param>
    /// <param name="contiguous">Whether the blocks must be physically consecutive.</param>
    /// <param name="undelegated">Whether the blocks must be non-secure.</param>
    public DonateRequest(int count, int sizeClass = 0, bool contiguous = false, bool undelegated = false)
        : this(((ulong)(uint)count << 2) | (uint)sizeClass | (contiguous ? 1ul << 16 : 0) | (undelegated ? 1ul << 17 : 0))
    {
    }

    /// <summary>Block size: 0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB.</summary>
    public int SizeClass => (int)(Word & 3);

    /// <summary>Number of blocks.</summary>
    public int Count => (int)((Word >> 2) & 0x3FFF);

    /// <summary>Whether the blocks must be physically consecutive.</summary>
    public bool IsContiguous => (Word & (1ul << 16)) != 0;

    /// <summary>Whether the blocks must be non-secure.</summary>
    public bool IsUndelegated => (Word & (1ul << 17)) != 0;

    /// <summary>Bytes in one block.</summary>
    public ulong BlockSize => RttGeometry.EntrySize(RttGeometry.LastLevel - SizeClass);
}
