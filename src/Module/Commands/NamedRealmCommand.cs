using System.Management.Automation;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;

namespace RealmTools.Module.Commands;

/// <summary>A command whose noun is the realm itself.</summary>
public abstract class NamedRealmCommand : RealmTargetCommand
{
    /// <summary>The realms.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The realm: its name, a wildcard pattern, or an object that Get-Realm returned.")]
    [Alias("RealmName", "Realm")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference[] Name { get; set; } = [];

    private protected sealed override RealmReference[] Targets => Name;
}
