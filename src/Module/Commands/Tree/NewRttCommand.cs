using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>New-Rtt: creates a table (RTT_CREATE) where the parent entry holds no memory yet.</summary>
[Cmdlet(VerbsCommon.New, "Rtt", SupportsShouldProcess = true)]
[OutputType(typeof(RttEntry))]
public sealed class NewRttCommand : RttCommand
{
    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (ShouldProcess(realm.Name, $"Create the {Table}"))
        {
            WriteObject(host.Tables.Create(realm.Name, Ipa, Level, Context));
        }
    }
}
