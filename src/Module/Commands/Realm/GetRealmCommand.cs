using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;

namespace RealmTools.Module.Commands;

/// <summary>Get-Realm: the realms of a host as they are now.</summary>
[Cmdlet(VerbsCommon.Get, "Realm")]
[OutputType(typeof(Realm))]
public sealed class GetRealmCommand : RealmTargetCommand
{
    /// <summary>The realms.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The realm: its name, a wildcard pattern, or an earlier object of it. All realms without it.")]
    [Alias("RealmName", "Realm")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference[] Name { get; set; } = [new("*")];

    private protected override RealmReference[] Targets => Name;

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm) => WriteObject(realm);
}
