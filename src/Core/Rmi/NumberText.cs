using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RealmTools.Rmi;

/// <summary>Reads numbers as engineers write them: <c>0x80000000</c>, <c>4096</c>, <c>64MB</c>, <c>2MiB</c>, <c>1g</c>, with <c>_</c> between digits.</summary>
/// <remarks>Units are binary: KB and KiB are both 1024 bytes, as in PowerShell.</remarks>
public static class NumberText
{
    private static readonly (string Suffix, int Shift)[] s_units =
    [
        ("KIB", 10), ("MIB", 20), ("GIB", 30), ("TIB", 40), ("PIB", 50),
        ("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("PB", 50),
        ("K", 10), ("M", 20), ("G", 30), ("T", 40), ("P", 50),
    ];

    /// <summary>Reads a number of at most 64 bits.</summary>
    /// <returns>False when the text is no such number or does not fit.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ulong value)
    {
        value = 0;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        string digits = text.Trim().Replace("_", string.Empty, StringComparison.Ordinal);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        int shift = 0;
        foreach ((string suffix, int unitShift) in s_units)
        {
            if (digits.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                shift = unitShift;
                digits = digits[..^suffix.Length].TrimEnd();
                break;
            }
        }

        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) || number > ulong.MaxValue >> shift)
        {
            return false;
        }

        value = number << shift;
        return true;
    }

    internal static ulong Parse(string text, string what) =>
        TryParse(text, out ulong value)
            ? value
            : throw new FormatException($"'{text}' is no {what}: write hexadecimal as 0x80000000 or decimal, with an optional unit such as 64MB.");
}
