using System.Diagnostics.CodeAnalysis;

namespace RealmTools.Pictures;

/// <summary>Draws trees.</summary>
public static class RttPicture
{
    /// <summary>The format that a file name asks for.</summary>
    /// <returns>False when its extension is none of .svg, .html, .htm, .dot, .gv and .json.</returns>
    public static bool TryGetFormat(string path, [NotNullWhen(true)] out PictureFormat? format)
    {
        format = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SVG" => PictureFormat.Svg,
            ".HTML" or ".HTM" => PictureFormat.Html,
            ".DOT" or ".GV" => PictureFormat.Dot,
            ".JSON" => PictureFormat.Json,
            _ => null,
        };
        return format is not null;
    }

    /// <summary>Writes a picture as UTF-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static void Write(Stream output, RttSnapshot tree, PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(tree);
        switch (format)
        {
            case PictureFormat.Svg:
                SvgPicture.Write(output, tree);
                break;
            case PictureFormat.Html:
                HtmlPage.Write(output, new RealmTimeline(tree));
                break;
            case PictureFormat.Dot:
                DotPicture.Write(output, tree);
                break;
            case PictureFormat.Json:
                JsonPicture.Write(output, tree);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such picture format.");
        }
    }
}
