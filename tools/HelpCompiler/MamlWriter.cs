using System.Globalization;
using System.Xml.Linq;

namespace RealmTools.HelpCompiler;

/// <summary>Writes the help file Get-Help reads for a binary module: text from the pages, facts from the module.</summary>
public static class MamlWriter
{
    private static readonly XNamespace s_msh = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<(CommandSurface Command, CommandPage Page)> commands) => new(
        new XElement(
            s_msh + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Select(pair => Command(pair.Command, pair.Page))));

    private static XElement Command(CommandSurface command, CommandPage page) => new(
        s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", command.Name),
            new XElement(s_command + "verb", command.Verb),
            new XElement(s_command + "noun", command.Noun),
            Described([page.Synopsis])),
        Described(page.Description),
        new XElement(s_command + "syntax", command.ParameterSets.Select(set => SyntaxItem(command, page, set))),
        new XElement(s_command + "parameters", Documented(command).Select(p => Parameter(p, Combined(p), page, inSyntax: false))),
        new XElement(s_command + "inputTypes", page.Inputs.Select(type => Typed("inputType", type))),
        new XElement(s_command + "returnValues", page.Outputs.Select(type => Typed("returnValue", type))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
        new XElement(s_command + "examples", page.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", page.Links.Select(Link)));

    private static XElement SyntaxItem(CommandSurface command, CommandPage page, string set) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", command.Name),
        command.InSet(set).Select(pair => Parameter(pair.Parameter, pair.Facts, page, inSyntax: true)),
        Common(command).Select(p => Parameter(p, p.Sets[0], page, inSyntax: true)));

    private static XElement Parameter(ParameterSurface parameter, ParameterSetFacts facts, CommandPage page, bool inSyntax)
    {
        ParameterText text = page.Parameters.GetValueOrDefault(parameter.Name) ?? CommonText(parameter.Name);
        bool many = parameter.TypeName.EndsWith("[]", StringComparison.Ordinal);
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", facts.Mandatory),
            new XAttribute("variableLength", many),
            new XAttribute("globbing", parameter.SupportsWildcards),
            new XAttribute("pipelineInput", facts.PipelineInput),
            new XAttribute("position", facts.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Described([.. text.Description, .. inSyntax || parameter.Values.Count == 0 ? [] : new[] { "Values: " + string.Join(", ", parameter.Values) }]),
            inSyntax && parameter.Values.Count > 0
                ? new XElement(s_command + "parameterValueGroup", parameter.Values.Select(value => Value(value, required: false, many: false)))
                : null,
            inSyntax && parameter.IsSwitch ? null : Value(parameter.TypeName, !parameter.IsSwitch, many),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.TypeName), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", text.DefaultValue ?? (parameter.IsSwitch ? "False" : "None")));
    }

    private static XElement Value(string name, bool required, bool many) =>
        new(s_command + "parameterValue", new XAttribute("required", required), new XAttribute("variableLength", many), name);

    /// <summary>The facts of a parameter over all sets it is in: the parameters section shows it once.</summary>
    private static ParameterSetFacts Combined(ParameterSurface parameter) => new(
        ParameterSetFacts.All,
        parameter.Sets.All(s => s.Mandatory),
        parameter.Sets.Select(s => s.Position).Min(),
        parameter.Sets.Any(s => s.ByValue),
        parameter.Sets.Any(s => s.ByPropertyName));

    private static IEnumerable<ParameterSurface> Documented(CommandSurface command) =>
        command.Parameters.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Concat(Common(command));

    private static IEnumerable<ParameterSurface> Common(CommandSurface command) =>
        command.SupportsShouldProcess ? [Switch("Confirm", "cf"), Switch("WhatIf", "wi")] : [];

    private static ParameterSurface Switch(string name, string alias) =>
        new(name, "SwitchParameter", IsSwitch: true, SupportsWildcards: false, [alias], [], [new(ParameterSetFacts.All, false, null, false, false)]);

    private static ParameterText CommonText(string name) => name switch
    {
        "Confirm" => new(["Prompts you for confirmation before running the cmdlet."], null),
        "WhatIf" => new(["Shows what would happen if the cmdlet runs. The cmdlet is not run."], null),
        _ => new([], null),
    };

    private static XElement Described(IEnumerable<string> text) => new(s_maml + "description", Paragraphs(text));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> text) => text.Select(paragraph => new XElement(s_maml + "para", paragraph));

    private static XElement Typed(string element, TypeText type) => new(
        s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name)),
        Described(type.Description));

    private static XElement Example(ExampleText example) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- {example.Title} --------"),
        new XElement(s_dev + "code", example.Code),
        // The empty paragraph keeps the next example's title off this one's last line.
        new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Link(Link link) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", link.Text),
        new XElement(s_maml + "uri", link.Address.Contains("://", StringComparison.Ordinal) ? link.Address : ""));
}
