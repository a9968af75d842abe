namespace RealmTools.Rmi;

/// <summary>The granule: the 4 KiB unit in which memory changes hands. Source: rmm-behaviour.md §1.1.</summary>
public static class Granule
{
    /// <summary>Bytes in a granule.</summary>
    public const ulong Size = 1ul << Shift;

    /// <summary>Log2 of <see cref="Size"/>.</summary>
    public const int Shift = 12;

    /// <summary>64-bit words in a granule; also entries in an RTT.</summary>
    public const int Words = 512;

    /// <summary>Whether an address or a size is a multiple of <see cref="Size"/>.</summary>
    public static bool IsAligned(ulong value) => (value & (Size - 1)) == 0;

    /// <summary>The start of the granule that holds an address.</summary>
    public static ulong AlignDown(ulong address) => address & ~(Size - 1);

    /// <summary>A length as whole granules, in bytes.</summary>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public static ulong AlignUp(ulong length) => checked(length + Size - 1) & ~(Size - 1);
}
