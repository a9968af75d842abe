using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace RealmTools.Trace;

/// <summary>One line of text under construction in memory that is large enough for it.</summary>
internal ref struct TraceLine(Span<byte> destination)
{
    /// <summary>What a number needs behind it: it is written whole, and what is too much of it is written over.</summary>
    public const int NumberSlack = DigitsPerNumber;

    private const int DigitsPerNumber = 16;
    private const int DigitsPerWord = 8;

    private readonly Span<byte> _text = destination;

    // Which byte of a number holds a digit, the highest digit first; from an offset on, for numbers with fewer digits.
    private static ReadOnlySpan<byte> ByteOfDigit =>
        [7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

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

    /// <summary>Appends a blank and a number in hexadecimal. Needs <see cref="NumberSlack"/> bytes of room behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendNumber(ulong value)
    {
        _text[Length++] = (byte)' ';
        AppendHex(value);
    }

    /// <summary>Appends a number in hexadecimal. Needs <see cref="NumberSlack"/> bytes of room behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendHex(ulong value)
    {
        int count = ((DigitsPerNumber * 4) + 3 - BitOperations.LeadingZeroCount(value | 1)) / 4;
        Span<byte> digits = _text.Slice(Length, DigitsPerNumber);
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
            Spread(value, DigitsPerNumber - count).CopyTo(digits);
        else
            SpreadByWords(value, count, digits);
        Length += count;
    }

    /// <summary>Appends bytes as pairs of digits.</summary>
    public void AppendBytes(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _text[Length..], out int written);
        Length += written;
    }

    // All digits at once: each byte of the number twice, its upper and its lower half in turn, the leading ones left out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(ulong value, int skipped)
    {
        Vector128<byte> order = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(ByteOfDigit), (nuint)skipped);
        Vector128<byte> pairs = Vector128.ShuffleNative(Vector128.CreateScalar(value).AsByte(), order);

        // An even number left out leaves an upper half first.
        Vector128<byte> isUpper = Vector128.Create((skipped & 1) == 0 ? (ushort)0x00FF : (ushort)0xFF00).AsByte();
        Vector128<byte> upper = (pairs.AsUInt16() >> 4).AsByte();
        Vector128<byte> nibbles = Vector128.ConditionalSelect(isUpper, upper, pairs) & Vector128.Create((byte)0x0F);
        return Vector128.ShuffleNative(Vector128.Create("0123456789abcdef"u8), nibbles);
    }

    /// <summary>The same without vectors; see <see cref="Spread"/>.</summary>
    internal static void SpreadByWords(ulong value, int count, Span<byte> digits)
    {
        int high = Math.Max(count - DigitsPerWord, 0);
        BinaryPrimitives.WriteUInt64BigEndian(digits, Letters((uint)(value >> 32)) << ((DigitsPerWord - high) * 8 & 63));
        BinaryPrimitives.WriteUInt64BigEndian(digits[high..], Letters(unchecked((uint)value)) << ((DigitsPerWord - Math.Min(count, DigitsPerWord)) * 8));
    }

    // Eight digits at once: the halves of the bytes spread over a word, each turned into its letter.
    private static ulong Letters(uint value)
    {
        ulong nibbles = value;
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF;
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF;
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F;
        ulong isLetter = ((nibbles + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
        return unchecked(nibbles + 0x3030_3030_3030_3030 + (isLetter * ('a' - '0' - 10)));
    }
}
