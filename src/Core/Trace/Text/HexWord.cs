using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RealmTools.Trace;

/// <summary>Reads hexadecimal digits eight at a time, without a branch for each: parsing numbers is most of reading a trace.</summary>
internal static class HexWord
{
    private const int Block = sizeof(ulong);
    private const ulong EachHighBit = 0x8080_8080_8080_8080;

    /// <summary>Reads the digits from a position on.</summary>
    /// <returns>How many there are; 0 when there is none, or more than 16.</returns>
    public static int Read(ReadOnlySpan<byte> text, int position, out ulong value)
    {
        int count = Digits(Load(text, position), out value);
        if (count < Block)
        {
            return count;
        }

        int more = Digits(Load(text, position + Block), out ulong low);
        value = more == 0 ? value : value << (more * 4) | low;
        return more < Block || Digits(Load(text, position + (2 * Block)), out _) == 0 ? Block + more : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // Eight bytes, those beyond the end zero, which is no digit.
    private static ulong Load(ReadOnlySpan<byte> text, int position)
    {
        int rest = text.Length - position;
        if (rest >= Block)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text[position..]);
        }

        if (rest <= 0)
        {
            return 0;
        }

        if (text.Length >= Block)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text[^Block..]) >> ((Block - rest) * 8);
        }

        ulong bytes = 0;
        for (int i = text.Length - 1; i >= position; i--)
        {
            bytes = bytes << 8 | text[i];
        }

        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // Leading digits of a block. Each byte is worked on by itself: bit 7 tells the outcome of a comparison.
    private static int Digits(ulong block, out ulong value)
    {
        ulong text = block & ~EachHighBit;
        ulong lower = text | 0x2020_2020_2020_2020;
        ulong isDecimal = (text + 0x5050_5050_5050_5050) & ~(text + 0x4646_4646_4646_4646);
        ulong isLetter = (lower + 0x1F1F_1F1F_1F1F_1F1F) & ~(lower + 0x1919_1919_1919_1919) & EachHighBit;
        ulong isOther = ~((isDecimal | isLetter) & ~block) & EachHighBit;
        int count = BitOperations.TrailingZeroCount(isOther) / 8;
        if (count == 0)
        {
            value = 0;
            return 0;
        }

        ulong nibbles = ((text & 0x0F0F_0F0F_0F0F_0F0F) + ((isLetter >> 7) * 9)) << ((Block - count) * 8);
        nibbles = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF;
        nibbles = (nibbles << 8 | nibbles >> 16) & 0x0000_FFFF_0000_FFFF;
        value = (uint)((nibbles << 16 | nibbles >> 32) & uint.MaxValue);
        return count;
    }
}
