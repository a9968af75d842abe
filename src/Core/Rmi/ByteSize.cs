using System.Globalization;

namespace RealmTools.Rmi;

/// <summary>A number of bytes that reads well: <c>64 MiB</c>.</summary>
public readonly record struct ByteSize : IComparable<ByteSize>, IComparable
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A size of 64 bits.</summary>
    public ByteSize(ulong bytes) => Bytes = bytes;

    /// <summary>A size of 32 bits.</summary>
    public ByteSize(uint bytes) => Bytes = bytes;

    /// <summary>A size that must not be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public ByteSize(int bytes)
        : this((long)bytes)
    {
    }

    /// <summary>A size that must not be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public ByteSize(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = (ulong)bytes;
    }

    /// <summary>A size written as text; see <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no number of at most 64 bits.</exception>
    public ByteSize(string text) => Bytes = NumberText.Parse(text, "size");

    /// <summary>The size in bytes.</summary>
    public ulong Bytes { get; }

    /// <summary>Reads a size; see <see cref="NumberText"/>.</summary>
    /// <exception cref="FormatException">The text is no number of at most 64 bits.</exception>
    public static ByteSize Parse(string text) => new(text);

    /// <summary>Compares sizes.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>Compares sizes.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>Compares sizes.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>Compares sizes.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is ByteSize other ? CompareTo(other) : 1;

    /// <summary>The size in the largest binary unit it reaches, rounded to one decimal: <c>1.5 GiB</c>.</summary>
    public override string ToString()
    {
        double value = Bytes;
        int unit = 0;
        // What would be rounded up to 1024 of a unit is 1 of the next.
        while (value >= 1023.95 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {s_units[unit]}");
    }
}
