namespace RealmTools.Rmi;

/// <summary>A range of physical memory.</summary>
/// <param name="Base">PA of the first byte.</param>
/// <param name="Size">Length in bytes.</param>
public readonly record struct MemoryRange(ulong Base, ulong Size)
{
    /// <summary>A range written as <c>0x80000000+512MB</c> or <c>0x80000000-0xa0000000</c>; numbers as in <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no such range, or its end lies before its start.</exception>
    public MemoryRange(string text)
        : this(0, 0) => this = Parse(text);

    /// <summary>PA after the last byte.</summary>
    public ulong Top => Base + Size;

    /// <summary>Whether an address lies in the range.</summary>
    public bool Contains(ulong address) => unchecked(address - Base) < Size;

    /// <summary>Reads <c>0x80000000+512MB</c> or <c>0x80000000-0xa0000000</c>; numbers as in <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no such range, or its end lies before its start.</exception>
    public static MemoryRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int sign = text.AsSpan().IndexOfAny('+', '-');
        if (sign > 0
            && NumberText.TryParse(text[..sign], out ulong start)
            && NumberText.TryParse(text[(sign + 1)..], out ulong second))
        {
            if (text[sign] == '+' && second <= ulong.MaxValue - start)
                return new MemoryRange(start, second);
            if (text[sign] == '-' && second >= start)
                return new MemoryRange(start, second - start);
        }

        throw new FormatException($"'{text}' is no memory range: write it as 0x80000000+512MB or 0x80000000-0xa0000000.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"0x{Base:x}-0x{Top:x}";
}
