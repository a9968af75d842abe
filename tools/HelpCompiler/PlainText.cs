using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RealmTools.HelpCompiler;

/// <summary>Markdown as the plain paragraphs a terminal shows. Help has no markup, so emphasis and back quotes go.</summary>
public static class PlainText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UsePreciseSourceLocation().Build();

    public static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown.ReplaceLineEndings("\n"), s_pipeline);

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
            Append(text, inline);
        return text.ToString();
    }

    /// <summary>A block as paragraphs; a paragraph's line breaks are significant only in code, lists and tables.</summary>
    public static IEnumerable<string> Paragraphs(Block block, string source) => block switch
    {
        HeadingBlock heading => [Of(heading.Inline)],
        ParagraphBlock paragraph => [Of(paragraph.Inline)],
        CodeBlock code => [Code(code)],
        ListBlock list => [string.Join('\n', list.OfType<ListItemBlock>().SelectMany((item, i) => Item(list, item, i, source)))],
        Table => [source.Substring(block.Span.Start, block.Span.Length)],
        ContainerBlock container => container.SelectMany(child => Paragraphs(child, source)),
        _ => [],
    };

    public static string Code(CodeBlock code) => code.Lines.ToString().TrimEnd();

    public static string Marker(ListBlock list, int index) =>
        list.IsOrdered ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{index + 1}. ") : "- ";

    private static IEnumerable<string> Item(ListBlock list, ListItemBlock item, int index, string source)
    {
        string marker = Marker(list, index);
        string text = Indented(string.Join('\n', item.SelectMany(child => Paragraphs(child, source))), new string(' ', marker.Length));
        yield return marker + text[marker.Length..];
    }

    private static string Indented(string text, string indent) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : indent + line));

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
            case CodeInline code: text.Append(code.Content); break;
            case LineBreakInline { IsHard: true }: text.Append('\n'); break;
            case LineBreakInline: text.Append(' '); break;
            case AutolinkInline link: text.Append(link.Url); break;
            case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
            case HtmlInline html: text.Append(html.Tag); break;
            case LinkInline link when IsAddress(link.Url):
                string label = Of(link);
                text.Append(label).Append(label == link.Url ? "" : $" ({link.Url})");
                break;
            case ContainerInline container: text.Append(Of(container)); break;
        }
    }

    private static bool IsAddress(string? url) => url?.Contains("://", StringComparison.Ordinal) == true;
}
