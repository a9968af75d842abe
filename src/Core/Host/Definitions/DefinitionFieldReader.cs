using System.Collections;
using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Takes the fields of one table of a definition, and notes what is wrong with them.</summary>
/// <param name="fields">The fields.</param>
/// <param name="place">What comes before their names in messages: <c>Memory[1].</c></param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class DefinitionFieldReader(IDictionary fields, string place, List<string> faults)
{
    private readonly List<string> _known = [];

    /// <summary>Notes a fault of a field.</summary>
    internal void Fault(string name, string rule) => faults.Add($"{place}{name}: {rule}");

    /// <summary>Notes the fault that a host check finds.</summary>
    internal void Check(string name, Action check)
    {
        try
        {
            check();
        }
        catch (HostException e)
        {
            Fault(name, $"{e.Message} {e.RecommendedAction}");
        }
    }

    /// <summary>Notes fields that nobody asked for.</summary>
    internal void RefuseOthers()
    {
        foreach (object key in fields.Keys)
        {
            string name = Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (name != "$schema" && !_known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Fault(name, $"there is no such field; the fields are {string.Join(", ", _known)}.");
            }
        }
    }

    internal object? Value(string name)
    {
        bool isFirst = !_known.Contains(name);
        if (isFirst) _known.Add(name);
        object? found = null;
        int count = 0;
        foreach (DictionaryEntry field in fields)
        {
            if (!string.Equals(Convert.ToString(field.Key, CultureInfo.InvariantCulture), name, StringComparison.OrdinalIgnoreCase)) continue;
            found = field.Value;
            count++;
        }

        if (count > 1 && isFirst) Fault(name, "the field is there more than once.");
        return found;
    }

    /// <summary>Whether a field has a value, be it right or wrong.</summary>
    internal bool Has(string name) => Value(name) is not null;

    internal string? Text(string name) => Value(name) switch
    {
        null => null,
        string { Length: > 0 } text => text,
        object other => Wrong<string>(name, other, "text that is not empty"),
    };

    internal bool? Switch(string name) => Value(name) switch
    {
        null => null,
        bool value => value,
        object other => Wrong<bool?>(name, other, "true or false"),
    };

    internal int? Number(string name, int least, int most) => Value(name) switch
    {
        null => null,
        int value when value >= least && value <= most => value,
        long value when value >= least && value <= most => (int)value,
        object other => Wrong<int?>(name, other, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}")),
    };

    internal T? Choice<T>(string name)
        where T : struct, Enum => Value(name) switch
        {
            null => null,
            string text when Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) => value,
            object other => Wrong<T?>(name, other, $"one of {string.Join(", ", Enum.GetNames<T>())}"),
        };

    internal ByteSize? Size(string name) => Value(name) switch
    {
        null => null,
        int value and >= 0 => new ByteSize(value),
        long value and >= 0 => new ByteSize(value),
        string text when NumberText.TryParse(text, out ulong value) => new ByteSize(value),
        object other => Wrong<ByteSize?>(name, other, "a size such as 64MB"),
    };

    /// <summary>A word of 64 bits; a 32-bit literal of a data file means its 32 bits.</summary>
    internal ulong? Word(string name) => Value(name) is { } value ? Word(name, value) : null;

    internal ulong? Word(string name, object value) => value switch
    {
        int number => unchecked((uint)number),
        long number => unchecked((ulong)number),
        ulong number => number,
        string text when NumberText.TryParse(text, out ulong number) => number,
        _ => Wrong<ulong?>(name, value, "a number or an address such as 0x80000000"),
    };

    internal byte[]? Bytes(string name)
    {
        object? value = Value(name);
        if (value is null) return null;

        try
        {
            if (value is string text)
            {
                return Convert.FromHexString(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text);
            }

            if (value is IEnumerable many)
            {
                return [.. many.Cast<object>().Select(static item => Convert.ToByte(item, CultureInfo.InvariantCulture))];
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            // Said below.
        }

        return Wrong<byte[]>(name, value, "hexadecimal text, two digits a byte, or a list of bytes");
    }

    /// <summary>A list; one value is a list of it.</summary>
    internal IReadOnlyList<object> List(string name) => Value(name) switch
    {
        null => [],
        string or IDictionary => [fields[KeyOf(name)]!],
        IEnumerable many => [.. many.Cast<object>()],
        object one => [one],
    };

    /// <summary>A list of tables, each with a reader of its own.</summary>
    internal IEnumerable<DefinitionFieldReader> Tables(string name)
    {
        IReadOnlyList<object> items = List(name);
        for (int i = 0; i < items.Count; i++)
        {
            string item = string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
            if (items[i] is IDictionary table)
                yield return new DefinitionFieldReader(table, $"{place}{item}.", faults);
            else
                Wrong<object>(item, items[i], "a table of fields");
        }
    }

    private object KeyOf(string name) =>
        fields.Keys.Cast<object>().First(key => string.Equals(Convert.ToString(key, CultureInfo.InvariantCulture), name, StringComparison.OrdinalIgnoreCase));

    private T? Wrong<T>(string name, object value, string rule)
    {
        string shown = value is string text ? $"'{text}'" : value is IDictionary ? "a table" : value is IEnumerable ? "a list" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        Fault(name, $"{shown} is not {rule}.");
        return default;
    }
}
