using System.Xml.Linq;
using RealmTools.HelpCompiler;

namespace RealmTools.Tests.Help;

public sealed class HelpCompilerTests
{
    private const string Page = """
        ---
        document type: cmdlet
        title: New-Thing
        ---
        # New-Thing

        ## SYNOPSIS

        Makes a `thing`.

        ## SYNTAX

        ### __AllParameterSets

        ```
        New-Thing [-Name] <string>
        ```

        ## DESCRIPTION

        Makes a **thing** as
        [Get-Thing](Get-Thing.md) shows it.

        - first
        - second

        ## EXAMPLES

        ### Example 1: One thing

        ```powershell
        New-Thing a |
            Out-Null
        ```

        It is quiet.

        ## PARAMETERS

        ### -Name

        What it is called.

        ```yaml
        DefaultValue: thing
        ```

        ### CommonParameters

        The usual ones.

        ## OUTPUTS

        ### Thing

        The new one.

        ## RELATED LINKS

        - [Get-Thing](Get-Thing.md)
        """;

    private static readonly CommandSurface s_command = new(
        "New",
        "Thing",
        null,
        SupportsShouldProcess: true,
        [
            new("Name", "string", IsSwitch: false, SupportsWildcards: false, ["ThingName"], [], [new(ParameterSetFacts.All, true, 0, false, true)]),
        ],
        ["Thing"]);

    [Fact]
    public void Page_gives_text()
    {
        CommandPage page = CommandPageReader.Read(Page);

        Assert.Equal("New-Thing", page.Name);
        Assert.Equal("Makes a thing.", page.Synopsis);
        Assert.Equal(["Makes a thing as Get-Thing shows it.", "- first\n- second"], page.Description);
        ExampleText example = Assert.Single(page.Examples);
        Assert.Equal("Example 1: One thing", example.Title);
        Assert.Equal("New-Thing a |\n    Out-Null", example.Code);
        Assert.Equal(["It is quiet."], example.Remarks);
        Assert.Equal("thing", Assert.Single(page.Parameters).Value.DefaultValue);
        Assert.Equal("Get-Thing", Assert.Single(page.Links).Text);
    }

    [Fact]
    public void Maml_joins_the_text_with_the_module_s_facts()
    {
        XDocument maml = MamlWriter.Write([(s_command, CommandPageReader.Read(Page))]);

        XElement name = maml.Descendants().Single(e => e.Name.LocalName == "parameters").Elements().First();
        Assert.Equal("true", name.Attribute("required")?.Value);
        Assert.Equal("0", name.Attribute("position")?.Value);
        Assert.Equal("True (ByPropertyName)", name.Attribute("pipelineInput")?.Value);
        Assert.Equal("ThingName", name.Attribute("aliases")?.Value);
        Assert.Contains("What it is called.", name.Value, StringComparison.Ordinal);
        Assert.Equal(
            ["Name", "Confirm", "WhatIf"],
            maml.Descendants().Single(e => e.Name.LocalName == "syntaxItem").Elements()
                .Where(e => e.Name.LocalName == "parameter")
                .Select(e => e.Elements().First().Value));
    }

    [Fact]
    public void Complete_page_has_no_gaps() =>
        Assert.Empty(HelpGaps.Find([s_command], Pages(("New-Thing", Page))));

    [Fact]
    public void Every_gap_is_named()
    {
        string page = Page.Replace("What it is called.", "", StringComparison.Ordinal).Replace("### CommonParameters", "### -Nmae", StringComparison.Ordinal);
        CommandSurface unwritten = s_command with { Verb = "Get" };

        Assert.Equal(
            [
                "New-Thing: no text for -Name",
                "New-Thing: text for -Nmae, but no such parameter",
                "Get-Thing: no page",
                "Set-Thing: a page, but no such command",
            ],
            HelpGaps.Find([s_command, unwritten], Pages(("New-Thing", page), ("Set-Thing", Page))));
    }

    [Fact]
    public void About_topic_wraps_text_and_keeps_code()
    {
        string words = string.Join(' ', Enumerable.Repeat("granule", 12));

        string text = AboutPage.Compile("about_Things", $"# about_Things\n\n## Short description\n\nOne line.\n\n## Long description\n\n{words}\n\n- {words}\n\n```\na |\n    b\n```\n");

        Assert.Equal(
            [
                "TOPIC", "    about_Things", "",
                "SHORT DESCRIPTION", "    One line.", "",
                "LONG DESCRIPTION",
                "    granule granule granule granule granule granule granule granule granule",
                "    granule granule granule", "",
                "    - granule granule granule granule granule granule granule granule granule",
                "      granule granule granule", "",
                "        a |", "            b", "",
            ],
            text.Split('\n'));
        Assert.Empty(AboutPage.Gaps("about_Things", text));
    }

    [Fact]
    public void About_topic_needs_a_synopsis_of_one_line()
    {
        string text = AboutPage.Compile("about_Things", "## Short description\n\n" + string.Join(' ', Enumerable.Repeat("granule", 12)));

        Assert.Contains("must fit one line", Assert.Single(AboutPage.Gaps("about_Things", text)), StringComparison.Ordinal);
        Assert.Single(AboutPage.Gaps("about_Things", AboutPage.Compile("about_Things", "## Long description\n\nText.")));
    }

    private static Dictionary<string, CommandPage> Pages(params (string Name, string Markdown)[] pages) =>
        pages.ToDictionary(page => page.Name, page => CommandPageReader.Read(page.Markdown), StringComparer.OrdinalIgnoreCase);
}
