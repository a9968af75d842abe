using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Remove-RealmMemory: unmaps a range; private memory is undelegated and freed, and the realm loses what it held.</summary>
[Cmdlet(VerbsCommon.Remove, "RealmMemory", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class RemoveRealmMemoryCommand : RealmRangeCommand
{
    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess(realm.Name, $"Unmap {Size} at {Ipa}"))
        {
            return;
        }

        host.Memory.Unmap(realm.Name, Ipa, Size, Context);
        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }
}
