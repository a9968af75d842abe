using System.Collections;
using System.Globalization;
using System.Text;

namespace RealmTools.Host;

/// <summary>Writes fields as a PowerShell data file.</summary>
internal static class DefinitionDataFile
{
    private const string Quotes = "'\u2018\u2019\u201a\u201b";

    internal static string Write(IReadOnlyList<KeyValuePair<string, object>> fields)
    {
        var text = new StringBuilder();
        Table(text, fields, 0);
        return text.Append('\n').ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<KeyValuePair<string, object>> fields, int depth)
    {
        int width = fields.Max(static field => field.Key.Length);
        text.Append("@{\n");
        foreach ((string name, object value) in fields)
        {
            Indent(text, depth + 1).Append(name.PadRight(width)).Append(" = ");
            Value(text, value, depth + 1);
            text.Append('\n');
        }

        Indent(text, depth).Append('}');
    }

    private static void Value(StringBuilder text, object value, int depth)
    {
        switch (value)
        {
            case IReadOnlyList<KeyValuePair<string, object>> table:
                Table(text, table, depth);
                break;
            case bool flag:
                text.Append(flag ? "$true" : "$false");
                break;
            case string word:
                text.Append('\'').Append(string.Concat(word.Select(static c => Quotes.Contains(c, StringComparison.Ordinal) ? $"{c}{c}" : $"{c}"))).Append('\'');
                break;
            case IEnumerable many:
                text.Append("@(\n");
                foreach (object item in many)
                {
                    Indent(text, depth + 1);
                    Value(text, item, depth + 1);
                    text.Append('\n');
                }

                Indent(text, depth).Append(')');
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', 4 * depth);
}
