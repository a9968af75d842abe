using System.Management.Automation;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;

namespace RealmTools.Module.Commands;

/// <summary>A command whose noun is a part of a realm: its memory, vCPUs, tables.</summary>
public abstract class RealmPartCommand : RealmTargetCommand
{
    /// <summary>The realms.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The realm: its name, a wildcard pattern, or an object that Get-Realm returned.")]
    [Alias("RealmName", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference[] Realm { get; set; } = [];

    private protected sealed override RealmReference[] Targets => Realm;
}
