using System.Collections.Immutable;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Get-RealmHost: the hosts of this session. It connects nothing.</summary>
[Cmdlet(VerbsCommon.Get, "RealmHost")]
[OutputType(typeof(RealmHost))]
public sealed class GetRealmHostCommand : RealmCommand
{
    /// <summary>The names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "Names or wildcard patterns; all hosts without it.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only the default host.</summary>
    [Parameter(HelpMessage = "Only the host that commands use when none is named.")]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        RealmSession session = RealmSession.Current;
        foreach (string name in Name)
        {
            Perform(name, () => WriteObject(Find(session, name), enumerateCollection: true));
        }
    }

    private ImmutableArray<RealmHost> Find(RealmSession session, string name)
    {
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        ImmutableArray<RealmHost> found = [.. session.Hosts.Where(host => pattern.IsMatch(host.Name) && (!Default || host == session.Default))];
        if (found.IsEmpty && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            throw new HostException(FailureId.HostNotFound, $"This session has no host named '{name}'.", "Get-RealmHost lists them.", name);
        }

        return found;
    }
}
