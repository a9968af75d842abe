using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace RealmTools.Trace;

/// <summary>One line of text under construction in memory that is large enough for it.</summary>
internal ref struct TraceLine(Span<byte> destination)
{
    private const int DigitsPerWord = 8;

    private readonly Span<byte> _text = destination;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Appends text as it is.</summary>
    public void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text[Length..]);
        Length += text.Length;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Append(scoped ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, _text[Length..]);

    /// <summary>Appends a blank and a number in hexadecimal. Needs eight bytes of room behind it.</summary>
    public void AppendNumber(ulong value)
    {
        _text[Length++] = (byte)' ';
        AppendHex(value);
    }

    /// <summary>Appends a number in hexadecimal. Needs eight bytes of room behind it.</summary>
    public void AppendHex(ulong value)
    {
        uint high = (uint)(value >> 32);
        if (high != 0)
        {
            AppendDigits(high, DigitCount(high));
            AppendDigits(unchecked((uint)value), DigitsPerWord);
        }
        else
        {
            AppendDigits((uint)value, DigitCount((uint)value));
        }
    }

    /// <summary>Appends bytes as pairs of digits.</summary>
    public void AppendBytes(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _text[Length..], out int written);
        Length += written;
    }

    private static int DigitCount(uint value) => (35 - BitOperations.LeadingZeroCount(value | 1)) / 4;

    // All eight digits at once: spread the nibbles over the bytes of a word, turn each into its letter, drop leading ones.
    private void AppendDigits(uint value, int count)
    {
        ulong nibbles = value;
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF;
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF;
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F;
        ulong isLetter = ((nibbles + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
        ulong text = unchecked(nibbles + 0x3030_3030_3030_3030 + (isLetter * ('a' - '0' - 10)));
        BinaryPrimitives.WriteUInt64BigEndian(_text[Length..], text << ((DigitsPerWord - count) * 8));
        Length += count;
    }
}
