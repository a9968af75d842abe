using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Completion;

/// <summary>Completes the names of a host's checkpoints.</summary>
public sealed class CheckpointNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => Checkpoints(fakeBoundParameters));

    private static IEnumerable<(string Value, string ToolTip)> Checkpoints(IDictionary? bound)
    {
        RealmHost? host = HostNameCompleter.HostOf(bound);
        return RealmSession.Current.Checkpoints
            .Where(checkpoint => host is not null && string.Equals(checkpoint.HostName, host.Name, StringComparison.OrdinalIgnoreCase))
            .Select(checkpoint => (checkpoint.Name, $"{checkpoint}"));
    }
}
