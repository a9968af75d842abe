namespace RealmTools.Rmi;

/// <summary>An intermediate physical address (IPA): an address as the realm's stage 2 translates it.</summary>
/// <remarks>
/// Converts from every integer literal PowerShell produces, at the width of its type: <c>0x80000000</c> is a negative Int32 there
/// and becomes 2 GiB here, not 16 EiB − 2 GiB.
/// </remarks>
public readonly record struct Ipa : IComparable<Ipa>, IComparable, ISpanFormattable
{
    /// <summary>A value of 64 bits.</summary>
    public Ipa(ulong value) => Value = value;

    /// <summary>A value of 32 bits, zero-extended.</summary>
    public Ipa(int value) => Value = unchecked((uint)value);

    /// <summary>A value of 32 bits.</summary>
    public Ipa(uint value) => Value = value;

    /// <summary>A value of 64 bits, its sign bit taken as bit 63.</summary>
    public Ipa(long value) => Value = unchecked((ulong)value);

    /// <summary>A value written as text; see <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no number of at most 64 bits.</exception>
    public Ipa(string value) => Value = NumberText.Parse(value, "IPA");

    /// <summary>The address in bytes.</summary>
    public ulong Value { get; }

    /// <summary>Whether the value is a multiple of the granule size.</summary>
    public bool IsGranuleAligned => Granule.IsAligned(Value);

    /// <summary>Reads a value; see <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no number of at most 64 bits.</exception>
    public static Ipa Parse(string text) => new(text);

    /// <summary>The value that lies <paramref name="bytes"/> further on.</summary>
    /// <exception cref="OverflowException">The sum exceeds 64 bits.</exception>
    public static Ipa operator +(Ipa left, ulong bytes) => new(checked(left.Value + bytes));

    /// <summary>The distance in bytes.</summary>
    /// <exception cref="OverflowException"><paramref name="right"/> is the larger.</exception>
    public static ulong operator -(Ipa left, Ipa right) => checked(left.Value - right.Value);

    /// <summary>Compares values.</summary>
    public static bool operator <(Ipa left, Ipa right) => left.Value < right.Value;

    /// <summary>Compares values.</summary>
    public static bool operator >(Ipa left, Ipa right) => left.Value > right.Value;

    /// <summary>Compares values.</summary>
    public static bool operator <=(Ipa left, Ipa right) => left.Value <= right.Value;

    /// <summary>Compares values.</summary>
    public static bool operator >=(Ipa left, Ipa right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Ipa other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is Ipa other ? CompareTo(other) : 1;

    /// <summary>The value in hexadecimal with <c>0x</c>.</summary>
    public override string ToString() => $"0x{Value:x}";

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : Value.ToString(format, formatProvider);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        format.IsEmpty ? destination.TryWrite($"0x{Value:x}", out charsWritten) : Value.TryFormat(destination, out charsWritten, format, provider);
}
