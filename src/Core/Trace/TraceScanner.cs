using System.Text;

namespace RealmTools.Trace;

/// <summary>Words and numbers of one line, left to right; the first failure is kept with its column.</summary>
internal ref struct TraceScanner(ReadOnlySpan<byte> line)
{
    private const int LongestQuote = 40;

    private readonly ReadOnlySpan<byte> _line = line;
    private int _start;
    private int _end;

    /// <summary>What went wrong, once a method returned false.</summary>
    public TraceSyntaxError Error { get; private set; }

    /// <summary>The newest word.</summary>
    public readonly ReadOnlySpan<byte> Word => _line[_start.._end];

    // Value of a hexadecimal digit, 255 for other bytes.
    private static ReadOnlySpan<byte> Digits =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 255, 255, 255, 255, 255,
        255, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 10, 11, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>Moves to the next word; false at the end of the line or at a comment.</summary>
    public bool Next()
    {
        ReadOnlySpan<byte> text = _line;
        int i = _end;
        while ((uint)i < (uint)text.Length && text[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        _start = i;
        while ((uint)i < (uint)text.Length && text[i] is not ((byte)' ' or (byte)'\t' or (byte)'#'))
        {
            i++;
        }

        _end = i;
        return i > _start;
    }

    /// <summary>Whether the newest word is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> word) => Word.SequenceEqual(word);

    /// <summary>Reads the newest word as a number.</summary>
    public bool Number(string expected, out ulong value)
    {
        ReadOnlySpan<byte> digits = WithoutPrefix(Word);
        ulong number = 0;
        foreach (byte b in digits)
        {
            byte digit = Digits[b];
            if (digit > 15 || number >> 60 != 0)
            {
                value = 0;
                return Fail(expected);
            }

            number = number << 4 | digit;
        }

        value = number;
        return !digits.IsEmpty || Fail(expected);
    }

    /// <summary>Moves to the next word and reads it as a number.</summary>
    public bool NextNumber(string expected, out ulong value)
    {
        if (Next())
        {
            return Number(expected, out value);
        }

        value = 0;
        return Fail(expected);
    }

    /// <summary>Moves to the next word and reads it as pairs of hexadecimal digits.</summary>
    public bool NextBytes(string expected, int maximum, TraceRecord record)
    {
        Next();
        ReadOnlySpan<byte> digits = WithoutPrefix(Word);
        return (!digits.IsEmpty && digits.Length % 2 == 0 && digits.Length / 2 <= maximum
            && Convert.FromHexString(digits, record.TakeBytes(digits.Length / 2), out _, out _) == System.Buffers.OperationStatus.Done)
            || Fail(expected);
    }

    /// <summary>Moves to the next word, which must be the equals sign.</summary>
    public bool NextEquals() => (Next() && Is("="u8)) || Fail("'='");

    /// <summary>There must be no further word.</summary>
    public bool End() => !Next() || Fail("the end of the record");

    /// <summary>Keeps what was expected at the newest word. Returns false.</summary>
    public bool Fail(string expected)
    {
        ReadOnlySpan<byte> word = Word;
        string found = word.Length > LongestQuote
            ? Encoding.UTF8.GetString(word[..LongestQuote]) + "…"
            : Encoding.UTF8.GetString(word);
        Error = new TraceSyntaxError(_start + 1, expected, found);
        return false;
    }

    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> word) =>
        word is [(byte)'0', (byte)'x' or (byte)'X', ..] ? word[2..] : word;
}
