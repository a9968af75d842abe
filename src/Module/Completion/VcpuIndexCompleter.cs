using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RealmTools.Module.Completion;

/// <summary>Completes the indices of a realm's vCPUs.</summary>
public sealed class VcpuIndexCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => Vcpus(fakeBoundParameters));

    private static IEnumerable<(string Value, string ToolTip)> Vcpus(IDictionary? bound) =>
        RealmNameCompleter.RealmsOf(bound).SelectMany(realm => realm.Vcpus).Select(vcpu => (
            vcpu.Index.ToString(CultureInfo.InvariantCulture), $"{vcpu}: REC {vcpu.Rec}{(vcpu.LastExit is null ? string.Empty : $", last exit {vcpu.LastExit}")}"));
}
