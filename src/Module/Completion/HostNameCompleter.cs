using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Session;

namespace RealmTools.Module.Completion;

/// <summary>Completes the names of connected hosts.</summary>
public sealed class HostNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionText.Match(wordToComplete, () => RealmSession.Current.Hosts.Select(host => (host.Name, $"{host.Name}, RMI {host.Platform.Profile}")));

    /// <summary>The host that the command line so far means; null when it cannot be told or is not connected.</summary>
    internal static RealmHost? HostOf(IDictionary? bound)
    {
        object? given = bound?["RealmHost"] ?? bound?["HostName"];
        given = given is PSObject wrapped ? wrapped.BaseObject : given;
        return given switch
        {
            null => RealmSession.Current.Default,
            RealmHost host => host,
            RealmHostReference { Host: { } host } => host,
            _ => RealmSession.Current.TryGet(given.ToString() ?? string.Empty, out RealmHost? host) ? host : null,
        };
    }
}
