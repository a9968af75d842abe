using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Host;

namespace RealmTools.Module.Completion;

/// <summary>Completes the starts of a realm's memory, and of its halves.</summary>
public sealed class IpaCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => Addresses(fakeBoundParameters));

    private static IEnumerable<(string Value, string ToolTip)> Addresses(IDictionary? bound)
    {
        foreach (Realm realm in RealmNameCompleter.RealmsOf(bound))
        {
            foreach (RealmMemory memory in realm.Memory)
            {
                yield return ($"{memory.Ipa}", $"{memory.Size} of {memory.Kind.ToString().ToLowerInvariant()} memory at {memory.Ipa}");
            }

            yield return ($"{realm.Geometry.UnprotectedBase}", $"start of the unprotected half of {realm.Name}");
        }
    }
}
