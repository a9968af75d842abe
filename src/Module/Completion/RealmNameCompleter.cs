using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Host;
using RealmTools.Module.Arguments;

namespace RealmTools.Module.Completion;

/// <summary>Completes the names of a host's realms.</summary>
public sealed class RealmNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => Realms(fakeBoundParameters));

    /// <summary>The realms that the command line so far means; none when that cannot be told.</summary>
    internal static IEnumerable<Realm> RealmsOf(IDictionary? bound)
    {
        object? given = bound?["Realm"] ?? bound?["Name"] ?? bound?["RealmName"];
        given = given is PSObject wrapped ? wrapped.BaseObject : given;
        if (given is Realm realm)
        {
            return [realm];
        }

        RealmHost? host = HostNameCompleter.HostOf(bound);
        return host is null || given is null ? [] : new RealmReference(given.ToString() ?? string.Empty).Find(host);
    }

    private static IEnumerable<(string Value, string ToolTip)> Realms(IDictionary? bound)
    {
        RealmHost? host = HostNameCompleter.HostOf(bound);
        return host is null ? [] : host.Realms.All.Select(realm => (realm.Name, $"{realm.Name}: {realm.State}, {realm.IpaBits} IPA bits, {realm.PrivateSize}"));
    }
}
