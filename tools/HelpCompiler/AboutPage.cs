using System.Text;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace RealmTools.HelpCompiler;

/// <summary>An about topic as plain text of 80 columns, in the layout whose fifth line Get-Help lists as the synopsis.</summary>
public static class AboutPage
{
    private const int Width = 80;
    private const int BodyIndent = 4;

    public static string Compile(string name, string markdown)
    {
        string source = markdown.ReplaceLineEndings("\n");
        var text = new StringBuilder().Append("TOPIC\n").Append(' ', BodyIndent).Append(name).Append('\n');
        foreach (Block block in PlainText.Parse(source))
        {
            switch (block)
            {
                case YamlFrontMatterBlock or HeadingBlock { Level: 1 }:
                    break;
                case HeadingBlock { Level: 2 } heading:
                    text.Append('\n').Append(PlainText.Of(heading.Inline).ToUpperInvariant()).Append('\n');
                    break;
                case HeadingBlock heading:
                    text.Append("\n  ").Append(PlainText.Of(heading.Inline)).Append('\n');
                    break;
                default:
                    Body(text, block, source);
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Get-Help shows one line as the synopsis: the page's first section must be one short paragraph.</summary>
    public static IEnumerable<string> Gaps(string name, string compiled)
    {
        string[] lines = compiled.Split('\n');
        if (lines.Length < 6 || lines[3] != "SHORT DESCRIPTION")
            yield return $"{name}: the first section must be 'Short description'";
        else if (lines[5].Length > 0)
            yield return $"{name}: the short description must fit one line of {Width - BodyIndent} characters";
    }

    private static void Body(StringBuilder text, Block block, string source)
    {
        // Directly under a heading the text follows without a blank line, as in PowerShell's own topics.
        if (!EndsWithHeading(text))
            text.Append('\n');
        if (block is ListBlock list)
        {
            int index = 0;
            foreach (ListItemBlock item in list.OfType<ListItemBlock>())
                Item(text, PlainText.Marker(list, index++), item, source);
            return;
        }
        bool verbatim = block is not ParagraphBlock;
        int indent = block is CodeBlock ? 2 * BodyIndent : BodyIndent;
        foreach (string line in PlainText.Paragraphs(block, source).SelectMany(p => p.Split('\n')))
            Wrap(text, line, indent, indent, verbatim);
    }

    private static void Item(StringBuilder text, string marker, ListItemBlock item, string source)
    {
        string content = string.Join('\n', item.SelectMany(child => PlainText.Paragraphs(child, source)));
        int hanging = BodyIndent + marker.Length;
        foreach ((string line, int i) in content.Split('\n').Select((line, i) => (line, i)))
            Wrap(text, i == 0 ? marker + line : line, i == 0 ? BodyIndent : hanging, hanging, verbatim: false);
    }

    private static void Wrap(StringBuilder text, string line, int first, int rest, bool verbatim)
    {
        if (line.Length == 0)
        {
            text.Append('\n');
            return;
        }
        text.Append(' ', first);
        if (verbatim)
        {
            text.Append(line).Append('\n');
            return;
        }
        int column = first;
        foreach (string word in line.TrimStart().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool atStart = column == first || column == rest;
            if (!atStart && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', rest);
                column = rest;
                atStart = true;
            }
            text.Append(atStart ? "" : " ").Append(word);
            column += word.Length + (atStart ? 0 : 1);
        }
        text.Append('\n');
    }

    private static bool EndsWithHeading(StringBuilder text)
    {
        string[] lines = text.ToString().Split('\n');
        string last = lines.Length >= 2 ? lines[^2] : "";
        return last.Length > 0 && !last.StartsWith(new string(' ', BodyIndent), StringComparison.Ordinal);
    }
}
