using System.Net;
using System.Text;

namespace RealmTools.Pictures;

/// <summary>Writes one self-contained page that shows a tree, or the trees of a timeline.</summary>
public static class HtmlPage
{
    private const string StyleLink = """<link rel="stylesheet" href="page.css">""";
    private const string ScriptLink = """<script type="module" src="page.js"></script>""";
    private const string Title = "RealmTools: stage 2 tables";
    private const string Data = """<script type="application/json" id="data"></script>""";

    /// <summary>Writes the page as UTF-8.</summary>
    /// <exception cref="ArgumentException">The timeline has no tree.</exception>
    public static void Write(Stream output, RealmTimeline timeline)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(timeline);
        if (timeline.Count == 0)
        {
            throw new ArgumentException("The timeline has no tree to show.", nameof(timeline));
        }

        string policy = $"default-src 'none'; img-src data:; style-src {PageParts.HashOf(PageParts.Style)}; script-src {PageParts.HashOf(PageParts.Script)}";
        string page = PageParts.Html
            .Replace($"<title>{Title}</title>", $"<title>{WebUtility.HtmlEncode(timeline.Title)} - {Title}</title>\n"
                + $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">", StringComparison.Ordinal)
            .Replace(StyleLink, $"<style>{PageParts.Style}</style>", StringComparison.Ordinal)
            .Replace(ScriptLink, $"<script>{PageParts.Script}</script>", StringComparison.Ordinal);
        int split = page.IndexOf(Data, StringComparison.Ordinal) + Data.IndexOf('>', StringComparison.Ordinal) + 1;
        Write(output, page.AsSpan(0, split));
        PageData.Write(output, timeline);
        Write(output, page.AsSpan(split));
    }

    private static void Write(Stream output, ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        output.Write(bytes);
    }
}
