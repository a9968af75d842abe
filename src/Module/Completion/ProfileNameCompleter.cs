using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Rmi;

namespace RealmTools.Module.Completion;

/// <summary>Completes the names of RMI generations.</summary>
public sealed class ProfileNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => RmiProfile.All.Select(profile => (profile.Name, $"RMI {profile.Name}")));
}
