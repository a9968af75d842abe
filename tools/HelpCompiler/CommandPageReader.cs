using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RealmTools.HelpCompiler;

/// <summary>
/// Reads a command page in the sections of PlatyPS schema 2024-05-01. SYNTAX and ALIASES are for readers of the
/// Markdown and may be left out: the module itself says what they say.
/// </summary>
public static class CommandPageReader
{
    public static CommandPage Read(string markdown)
    {
        string source = markdown.ReplaceLineEndings("\n");
        var sections = Sections(PlainText.Parse(source), 2);
        string name = sections.Count > 0 && sections[0].Title is null
            ? PlainText.Of(sections[0].Blocks.OfType<HeadingBlock>().FirstOrDefault(h => h.Level == 1)?.Inline)
            : "";
        return new CommandPage(name)
        {
            Synopsis = string.Join(' ', Text("SYNOPSIS")),
            Description = Text("DESCRIPTION"),
            Examples = [.. Parts("EXAMPLES").Select(part => Example(part, source))],
            Parameters = Parts("PARAMETERS")
                .Where(part => part.Title!.StartsWith('-'))
                .ToDictionary(part => part.Title![1..], part => Parameter(part, source), StringComparer.OrdinalIgnoreCase),
            Inputs = Types("INPUTS"),
            Outputs = Types("OUTPUTS"),
            Notes = Text("NOTES"),
            Links = [.. Blocks("RELATED LINKS").SelectMany(block => block.Descendants<LinkInline>()).Select(link => new Link(PlainText.Of(link), link.Url ?? ""))],
        };

        IReadOnlyList<Block> Blocks(string title) =>
            sections.FirstOrDefault(s => string.Equals(s.Title, title, StringComparison.OrdinalIgnoreCase))?.Blocks ?? [];
        IReadOnlyList<string> Text(string title) => [.. Blocks(title).SelectMany(block => PlainText.Paragraphs(block, source))];
        IEnumerable<Section> Parts(string title) => Sections(Blocks(title), 3).Where(part => part.Title is not null);
        IReadOnlyList<TypeText> Types(string title) => [.. Parts(title).Select(part => new TypeText(part.Title!, Paragraphs(part.Blocks, source)))];
    }

    private static ExampleText Example(Section part, string source)
    {
        CodeBlock? code = part.Blocks.OfType<CodeBlock>().FirstOrDefault();
        return new ExampleText(part.Title!, code is null ? "" : PlainText.Code(code), Paragraphs(part.Blocks.Where(block => block != code), source));
    }

    private static ParameterText Parameter(Section part, string source)
    {
        FencedCodeBlock? facts = part.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info == "yaml");
        string? value = facts is null ? null : PlainText.Code(facts).Split('\n')
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(pair => pair[0].Trim() is "DefaultValue" or "Default value")?[1].Trim().Trim('\'', '"');
        return new ParameterText(Paragraphs(part.Blocks.Where(block => block != facts), source), string.IsNullOrEmpty(value) ? null : value);
    }

    private static IReadOnlyList<string> Paragraphs(IEnumerable<Block> blocks, string source) =>
        [.. blocks.SelectMany(block => PlainText.Paragraphs(block, source))];

    /// <summary>Cuts blocks at the headings of one level; what precedes the first has no title.</summary>
    private static List<Section> Sections(IEnumerable<Block> blocks, int level)
    {
        List<Section> sections = [];
        foreach (Block block in blocks.Where(block => block is not YamlFrontMatterBlock))
        {
            if (block is HeadingBlock heading && heading.Level == level)
                sections.Add(new Section(PlainText.Of(heading.Inline).Trim(), []));
            else if (sections.Count == 0)
                sections.Add(new Section(null, [block]));
            else
                sections[^1].Blocks.Add(block);
        }
        return sections;
    }

    private sealed record Section(string? Title, List<Block> Blocks);
}
