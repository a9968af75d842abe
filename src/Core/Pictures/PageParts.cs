using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RealmTools.Pictures;

/// <summary>The source files of the page, as they go into it: one style sheet, one script.</summary>
internal static class PageParts
{
    /// <summary>The script's modules, each after those that it imports.</summary>
    internal static readonly string[] Modules =
        ["format.js", "scale.js", "model.js", "search.js", "colors.js", "draw.js", "map.js", "touch.js", "list.js", "details.js", "timeline.js", "page.js"];

    private static readonly Regex s_import = new("""^import (?<names>\{ .* \}) from "\./(?<file>[a-z]+\.js)";$""", RegexOptions.ExplicitCapture);

    private static readonly Regex s_export = new(@"^export (const|function|class) (?<name>\w+)", RegexOptions.ExplicitCapture);

    /// <summary>The page, which links style sheet and script.</summary>
    internal static string Html { get; } = Read("page.html");

    /// <summary>The style sheet, with the colours of the kinds.</summary>
    internal static string Style { get; } = $"\n{Colours()}{Read("page.css")}";

    /// <summary>The modules in one script, without the lines that tie them together.</summary>
    internal static string Script { get; } = Bundle();

    /// <summary>What a content security policy calls an inline text.</summary>
    internal static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    // Every module becomes a function that returns what it exports, so that each keeps its own names.
    private static string Bundle()
    {
        var script = new StringBuilder("\n\"use strict\";\n(() => {\n");
        foreach (string module in Modules)
        {
            var exports = new List<string>();
            script.Append($"const {NameOf(module)} = (() => {{\n");
            foreach (string line in Read(module).Split('\n'))
            {
                script.Append(Unbound(line, exports)).Append('\n');
            }

            script.Append($"return {{ {string.Join(", ", exports)} }};\n}})();\n");
        }

        return script.Append("})();\n").ToString();
    }

    private static string Unbound(string line, List<string> exports)
    {
        if (s_import.Match(line) is { Success: true } import)
        {
            return $"const {import.Groups["names"].Value} = {NameOf(import.Groups["file"].Value)};";
        }

        if (s_export.Match(line) is { Success: true } export)
        {
            exports.Add(export.Groups["name"].Value);
            return line["export ".Length..];
        }

        return line;
    }

    private static string NameOf(string module) => $"${Path.GetFileNameWithoutExtension(module)}";

    private static string Colours()
    {
        string light = string.Concat(EntryLook.All.Select(static l => $"  --{l.Name}: {l.Light};\n"));
        string dark = string.Concat(EntryLook.All.Select(static l => $"  --{l.Name}: {l.Dark};\n"));
        return $":root {{\n{light}}}\n@media (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n";
    }

    private static string Read(string name)
    {
        using Stream stream = typeof(PageParts).Assembly.GetManifestResourceStream($"RealmTools.Pictures.Page.{name}")
            ?? throw new InvalidOperationException($"'{name}' is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
