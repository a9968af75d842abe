using System.Collections;
using System.Management.Automation.Language;
using RealmTools.Host;

namespace RealmTools.Module.Definitions;

/// <summary>Reads the file of a realm's definition: a PowerShell data file, of which nothing is run, or JSON.</summary>
internal static class DefinitionFile
{
    /// <summary>Whether a file is JSON by its name.</summary>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>: its name says neither.</exception>
    public static bool IsJson(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".JSON" => true,
        ".PSD1" => false,
        _ => throw new HostException(
            FailureId.DefinitionInvalid, $"'{file}' is named neither .psd1 nor .json.", "Give the file one of these extensions: they say how it is written.", file),
    };

    /// <summary>The definition in a file.</summary>
    /// <exception cref="HostException"><see cref="FailureId.DefinitionInvalid"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RealmDefinition Read(string file)
    {
        bool isJson = IsJson(file);
        string text = File.ReadAllText(file);
        return isJson ? RealmDefinition.FromJson(text, file) : RealmDefinition.FromFields(Fields(text, file), file);
    }

    private static IDictionary Fields(string text, string file)
    {
        ScriptBlockAst script = Parser.ParseInput(text, file, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw Invalid(file, $"line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
        }

        if (script.EndBlock?.Statements is not [PipelineAst { PipelineElements: [CommandExpressionAst { Expression: HashtableAst table }] }])
        {
            throw Invalid(file, "the file must hold one table, @{ … }, and nothing else");
        }

        try
        {
            return (IDictionary)table.SafeGetValue();
        }
        catch (InvalidOperationException e)
        {
            throw Invalid(file, $"a data file holds values, and nothing that would have to be run. {e.Message}");
        }
    }

    private static HostException Invalid(string file, string rule) => new(
        FailureId.DefinitionInvalid, $"'{file}' is no definition of a realm: {rule}.", "Correct the file; Get-Help about_RealmDefinition describes it.", file);
}
