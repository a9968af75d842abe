using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Remove-GranuleDelegation: takes granules back from the realm world (GRANULE_RANGE_UNDELEGATE) and frees them.</summary>
[Cmdlet(VerbsCommon.Remove, "GranuleDelegation", SupportsShouldProcess = true)]
[OutputType(typeof(GranuleRun))]
public sealed class RemoveGranuleDelegationCommand : GranuleRangeCommand
{
    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        if (!ShouldProcess(host.Name, $"Undelegate {Size} at {Address}"))
        {
            return;
        }

        host.Granules.Undelegate(Address, Size, Context);
        if (PassThru)
        {
            WriteObject(host.Granules.Find(Address));
        }
    });
}
