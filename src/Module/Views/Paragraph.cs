using System.Collections;
using System.Globalization;
using System.Management.Automation.Host;

namespace RealmTools.Module.Views;

/// <summary>Text in lines that end between words: PowerShell's own tables and lists break a line wherever it is full.</summary>
public static class Paragraph
{
    /// <summary>Columns that views are made for; wider windows leave the rest empty, narrower ones get narrower text.</summary>
    private const int Columns = 100;

    private const int Narrowest = 8;

    /// <summary>Text for what a line has left; a terminal's last column stays empty.</summary>
    /// <param name="text">Anything; null stays null.</param>
    /// <param name="used">Columns before it.</param>
    /// <param name="host">The host whose window it will be shown in.</param>
    public static string? Fold(object? text, int used, PSHost? host) =>
        text?.ToString() is { Length: > 0 } value ? Fold(value, Math.Max(Math.Min(WidthOf(host), Columns) - 1 - used, Narrowest)) : null;

    /// <summary>Things, each from a line of its own on; what does not fit it is indented.</summary>
    /// <param name="items">The things; null stays null.</param>
    /// <param name="used">Columns before them.</param>
    /// <param name="host">The host whose window they will be shown in.</param>
    public static string? Lines(IEnumerable? items, int used, PSHost? host) =>
        items is null ? null : string.Join('\n', items.Cast<object?>().Select(item => Fold(item, used + 2, host)?.Replace("\n", "\n  ", StringComparison.Ordinal)));

    /// <summary>Text in lines of a width.</summary>
    /// <param name="text">Lines of it stay lines.</param>
    /// <param name="width">Most characters of a line; a word that is longer is broken after a dash, dot or underscore.</param>
    public static string Fold(string text, int width)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join('\n', text.Split('\n').SelectMany(line => Break(line, width)));
    }

    private static IEnumerable<string> Break(string line, int width)
    {
        while (line.Length > width)
        {
            int end = line.LastIndexOf(' ', width);
            int next = end + 1;
            if (end <= 0)
            {
                end = next = line.AsSpan(0, width).LastIndexOfAny('-', '.', '_') + 1;
            }

            if (end == 0)
            {
                end = next = width;
            }

            yield return line[..end];
            line = line[next..];
        }

        yield return line;
    }

    // As of other programs, an exported COLUMNS goes before the window: a file that output goes to has none.
    private static int WidthOf(PSHost? host)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0)
        {
            return columns;
        }

        try
        {
            return host?.UI?.RawUI?.BufferSize.Width is { } width and > 0 ? width : Columns;
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException or NotSupportedException or IOException)
        {
            // A host without a window, such as a job's.
            return Columns;
        }
    }
}
