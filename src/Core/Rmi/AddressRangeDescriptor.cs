namespace RealmTools.Rmi;

/// <summary>A run of equal, physically consecutive blocks: RmiAddrRangeDesc.</summary>
/// <param name="Word">The 64 bits as they travel: SZ 1:0, CNT 11:2, ADDR 51:12, ST 63.</param>
/// <remarks>Source: rmm-behaviour.md §2.7.</remarks>
public readonly record struct AddressRangeDescriptor(ulong Word)
{
    /// <summary>The largest count a descriptor holds.</summary>
    public const int MaximumCount = 1023;

    private const int CountShift = 2;
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const ulong UndelegatedBit = 1ul << 63;

    /// <summary>A descriptor of <paramref name="count"/> blocks.</summary>
    /// <param name="address">PA of the first block, a multiple of 4 KiB below 2^52.</param>
    /// <param name="count">Number of blocks, 0…1023.</param>
    /// <param name="sizeClass">0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB.</param>
    /// <param name="undelegated">Whether the blocks are non-secure.</param>
    /// <exception cref="ArgumentOutOfRangeException">A field does not fit.</exception>
    public AddressRangeDescriptor(ulong address, int count, int sizeClass = 0, bool undelegated = false)
        : this(Pack(address, count, sizeClass, undelegated))
    {
    }

    /// <summary>Block size: 0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB.</summary>
    public int SizeClass => (int)(Word & 3);

    /// <summary>Number of blocks; 0 is an empty descriptor.</summary>
    public int Count => (int)((Word >> CountShift) & MaximumCount);

    /// <summary>PA of the first block.</summary>
    public ulong Address => Word & AddressMask;

    /// <summary>Whether the blocks are non-secure (ST = 1) instead of delegated.</summary>
    public bool IsUndelegated => (Word & UndelegatedBit) != 0;

    /// <summary>The RTT level whose entries map one block.</summary>
    public int Level => RttGeometry.LastLevel - SizeClass;

    /// <summary>Bytes in one block.</summary>
    public ulong BlockSize => RttGeometry.EntrySize(Level);

    /// <summary>Bytes in all blocks.</summary>
    public ulong Length => BlockSize * (ulong)Count;

    /// <summary>For example <c>0x88000000 +2×2 MiB</c>.</summary>
    public override string ToString() => $"0x{Address:x} +{Count}×{new ByteSize(BlockSize)}{(IsUndelegated ? " undelegated" : string.Empty)}";

    private static ulong Pack(ulong address, int count, int sizeClass, bool undelegated)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(address & ~AddressMask, 0ul, nameof(address));
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeClass);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeClass, 3);
        return address | ((ulong)(uint)count << CountShift) | (uint)sizeClass | (undelegated ? UndelegatedBit : 0);
    }
}
