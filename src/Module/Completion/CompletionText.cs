using System.Management.Automation;
using System.Management.Automation.Language;

namespace RealmTools.Module.Completion;

/// <summary>Turns candidates into completions: matches what is typed, quotes what needs it. Completing never fails and never connects.</summary>
internal static class CompletionText
{
    /// <summary>The candidates that start with what is typed.</summary>
    /// <param name="word">What is typed, with its opening quote.</param>
    /// <param name="candidates">Values and their tooltips; evaluated here, so that a failure completes nothing.</param>
    public static IEnumerable<CompletionResult> Match(string? word, Func<IEnumerable<(string Value, string ToolTip)>> candidates)
    {
        string typed = word ?? string.Empty;
        char quote = typed.Length > 0 && typed[0] is '\'' or '"' ? typed[0] : '\0';
        string prefix = typed.Trim('\'', '"');
        try
        {
            return
            [
                .. candidates()
                    .Where(candidate => candidate.Value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    .Select(candidate => new CompletionResult(
                        Quote(candidate.Value, quote), candidate.Value, CompletionResultType.ParameterValue,
                        candidate.ToolTip.Length > 0 ? candidate.ToolTip : candidate.Value)),
            ];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static string Quote(string value, char quote)
    {
        if (quote == '"')
        {
            return $"\"{value.Replace("`", "``", StringComparison.Ordinal).Replace("\"", "`\"", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal)}\"";
        }

        bool isBare = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/') && value[0] != '-';
        return isBare && quote == '\0' ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
    }
}
