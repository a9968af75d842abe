using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Commands;

/// <summary>Get-RealmTeardownPlan: the steps that take a realm down, as objects to filter, sort, repeat, save and run.</summary>
[Cmdlet(VerbsCommon.Get, "RealmTeardownPlan")]
[OutputType(typeof(TeardownStep))]
public sealed class GetRealmTeardownPlanCommand : RealmPartCommand
{
    /// <summary>The order.</summary>
    [Parameter(Position = 1, HelpMessage = "Order of the steps, named for the host that does it so. Default: KVM from v15 on.")]
    public TeardownOrder Order { get; set; } = TeardownOrder.Default;

    /// <summary>How fine the steps are.</summary>
    [Parameter(HelpMessage = "Step: one for each thing a host does; Table: one for each vCPU and table; Call: one for each RMI call.")]
    public TeardownGranularity Granularity { get; set; } = TeardownGranularity.Step;

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        foreach (TeardownStep step in host.Teardown.Plan(realm.Name, Order, Granularity))
        {
            WriteObject(step);
        }
    }
}
