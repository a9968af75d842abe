using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Split-Rtt: replaces a block by a table of smaller entries (RTT_CREATE over it); the memory stays mapped.</summary>
[Cmdlet(VerbsCommon.Split, "Rtt", SupportsShouldProcess = true)]
[OutputType(typeof(RttEntry))]
public sealed class SplitRttCommand : RttCommand
{
    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        RttEntry block = host.Tables.ReadEntry(realm.Name, Ipa, Level - 1, Context);
        if (block.State != RttEntryState.Assigned || block.Level != Level - 1)
        {
            throw new HostException(
                FailureId.LevelInvalid, $"{Ipa} of '{realm.Name}' is no level {Level - 1} block that could be split, but: {block}.",
                $"Get-RttTree '{realm.Name}' shows the blocks; New-Rtt creates a table where nothing is mapped.", realm);
        }

        if (ShouldProcess(realm.Name, $"Split the {block.EntrySize} block at {Ipa} into a level {Level} table"))
        {
            WriteObject(host.Tables.Create(realm.Name, Ipa, Level, Context));
        }
    }
}
