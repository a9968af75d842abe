using System.Text;

namespace RealmTools.Trace;

/// <summary>Words and numbers of one line, left to right; the first failure is kept with its column.</summary>
internal ref struct TraceScanner(ReadOnlySpan<byte> line)
{
    private const int LongestQuote = 40;
    private const int LongWord = 24;

    private readonly ReadOnlySpan<byte> _line = line;
    private int _start;
    private int _end;

    /// <summary>What went wrong, once a method returned false.</summary>
    public TraceSyntaxError Error { get; private set; }

    /// <summary>The newest word.</summary>
    public readonly ReadOnlySpan<byte> Word => _line[_start.._end];

    /// <summary>Moves to the next word; false at the end of the line or at a comment.</summary>
    public bool Next()
    {
        ReadOnlySpan<byte> text = _line;
        int start = SkipBlanks(text, _end);
        _start = start;
        int end = start;
        while ((uint)end < (uint)text.Length && !IsDelimiter(text[end]))
        {
            if (++end - start == LongWord)
            {
                int more = text[end..].IndexOfAny((byte)' ', (byte)'\t', (byte)'#');
                end = more < 0 ? text.Length : end + more;
                break;
            }
        }

        _end = end;
        return end > start;
    }

    /// <summary>Moves to the next word and reads it if it is a plain number.</summary>
    /// <returns>False when it is none, which <see cref="Number"/> may still read, or when there is no further word.</returns>
    public bool NextPlainNumber(out ulong value)
    {
        ReadOnlySpan<byte> text = _line;
        int start = SkipBlanks(text, _end);
        int length = HexWord.Read(text, start, out value);
        int end = start + length;
        if (length > 0 && (end == text.Length || IsDelimiter(text[end])))
        {
            _start = start;
            _end = end;
            return true;
        }

        Next();
        return false;
    }

    /// <summary>Whether the newest word is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> word) => Word.SequenceEqual(word);

    /// <summary>Where the newest word ends; at the end of the record, where its comment or the end of the line is.</summary>
    public readonly int Position => _end;

    /// <summary>Whether there is a newest word.</summary>
    public readonly bool HasWord => _end > _start;

    /// <summary>Reads the newest word as a number, with or without 0x.</summary>
    public bool Number(string expected, out ulong value)
    {
        ReadOnlySpan<byte> digits = WithoutPrefix(Word);
        ulong number = 0;
        foreach (byte b in digits)
        {
            if (!char.IsAsciiHexDigit((char)b) || number >> 60 != 0)
            {
                value = 0;
                return Fail(expected);
            }

            number = number << 4 | (b & 0xFu) + (b > (byte)'9' ? 9u : 0);
        }

        value = number;
        return !digits.IsEmpty || Fail(expected);
    }

    /// <summary>Moves to the next word and reads it as a number.</summary>
    public bool NextNumber(string expected, out ulong value) => NextPlainNumber(out value) || Number(expected, out value);

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
    public bool NextEquals()
    {
        Next();
        return Word is [(byte)'='] || Fail("'='");
    }

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

    private static int SkipBlanks(ReadOnlySpan<byte> text, int i)
    {
        while ((uint)i < (uint)text.Length && text[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        return i;
    }

    // One comparison for what words are made of.
    private static bool IsDelimiter(byte b) => b <= (byte)'#' && b is (byte)' ' or (byte)'\t' or (byte)'#';

    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> word) =>
        word is [(byte)'0', (byte)'x' or (byte)'X', ..] ? word[2..] : word;
}
