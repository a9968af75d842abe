using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Merge-Rtt: replaces a table whose entries are alike by one entry (RTT_FOLD); the table's granule comes back.</summary>
[Cmdlet(VerbsData.Merge, "Rtt", SupportsShouldProcess = true)]
[OutputType(typeof(RttEntry))]
public sealed class MergeRttCommand : RttCommand
{
    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (ShouldProcess(realm.Name, $"Fold the {Table}"))
        {
            WriteObject(host.Tables.Fold(realm.Name, Ipa, Level, Context));
        }
    }
}
