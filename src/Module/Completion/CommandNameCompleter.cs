using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Rmi;

namespace RealmTools.Module.Completion;

/// <summary>Completes the names of RMI commands: those of the connected host's profile, else of the default one.</summary>
public sealed class CommandNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => Commands(fakeBoundParameters));

    private static IEnumerable<(string Value, string ToolTip)> Commands(IDictionary? bound)
    {
        RmiCommandTable table = (HostNameCompleter.HostOf(bound)?.Platform.Profile ?? RmiProfile.V20).Commands;
        return table.Commands.Where(c => c.HasHandler).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => (c.Name, Describe(c)));
    }

    private static string Describe(RmiCommandInfo command) =>
        $"{command.Name}({string.Join(", ", command.Inputs)}){(command.Outputs.IsEmpty ? string.Empty : $" → {string.Join(", ", command.Outputs)}")}";
}
