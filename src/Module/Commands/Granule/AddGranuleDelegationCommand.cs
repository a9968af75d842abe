using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Add-GranuleDelegation: delegates free granules to the realm world (GRANULE_RANGE_DELEGATE); they belong to no realm.</summary>
[Cmdlet(VerbsCommon.Add, "GranuleDelegation", SupportsShouldProcess = true)]
[OutputType(typeof(GranuleRun))]
public sealed class AddGranuleDelegationCommand : GranuleRangeCommand
{
    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        if (!ShouldProcess(host.Name, $"Delegate {Size} at {Address}"))
        {
            return;
        }

        GranuleRun run = host.Granules.Delegate(Address, Size, Context);
        if (PassThru)
        {
            WriteObject(run);
        }
    });
}
