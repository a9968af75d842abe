using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Get-RttEntry: the entries that translate IPAs (RTT_READ_ENTRY), where the walk ends.</summary>
[Cmdlet(VerbsCommon.Get, "RttEntry")]
[OutputType(typeof(RttEntry))]
public sealed class GetRttEntryCommand : RealmPartCommand
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The IPAs.")]
    [ArgumentCompleter(typeof(IpaCompleter))]
    public Ipa[] Ipa { get; set; } = [];

    /// <summary>The deepest level.</summary>
    [Parameter(Position = 2, HelpMessage = "Level at which the walk ends at the latest. Default: 3.")]
    public int Level { get; set; } = RttGeometry.LastLevel;

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        foreach (Ipa ipa in Ipa)
        {
            Perform(ipa, () => WriteObject(host.Tables.ReadEntry(realm.Name, ipa, Level, Context)));
        }
    }
}
