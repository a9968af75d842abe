using System.Collections.Immutable;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Jobs;

namespace RealmTools.Module.Commands;

/// <summary>Remove-Realm: takes a realm down and brings every granule back.</summary>
[Cmdlet(VerbsCommon.Remove, "Realm", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TeardownReport))]
public sealed class RemoveRealmCommand : NamedRealmCommand, IJobCommand
{
    /// <summary>The order of the steps.</summary>
    [Parameter(HelpMessage = "Order in which a host takes the realm down. Default: as KVM does from v15 on.")]
    public TeardownOrder Order { get; set; } = TeardownOrder.Default;

    /// <summary>Finishes a tear-down that failed.</summary>
    [Parameter(HelpMessage = "Finish a tear-down that failed or was interrupted, and ask for leaked granules again.")]
    public SwitchParameter Resume { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter(HelpMessage = "Do not ask for confirmation.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the report.</summary>
    [Parameter(HelpMessage = "Return a report of the steps, calls and granules.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (IsWhatIf)
        {
            foreach (TeardownStep step in host.Teardown.Plan(realm.Name, Order))
            {
                ShouldProcess(step.Target, step.Kind.ToString());
            }
        }
        else if (Approve(realm.Name, "Remove the realm and its memory", Force))
        {
            Remove(host, realm);
        }
    }

    private void Remove(RealmHost host, Realm realm)
    {
        TeardownReport report = Resume ? host.Teardown.Resume(realm.Name, Context)
            : Order == TeardownOrder.Default ? host.Teardown.Remove(realm.Name, Context)
            : RunPlan(host, realm);
        if (!report.IsComplete)
        {
            Perform(realm, () => throw Incomplete(realm, report));
        }

        if (PassThru)
        {
            WriteObject(report);
        }
    }

    private TeardownReport RunPlan(RealmHost host, Realm realm)
    {
        ImmutableArray<TeardownStepResult> results = [.. host.Teardown.Run(host.Teardown.Plan(realm.Name, Order), context: Context)];
        return new TeardownReport(realm.Name, Order, results, results[^1].GranulesOut);
    }

    private static HostException Incomplete(Realm realm, TeardownReport report) => new(
        FailureId.TeardownIncomplete,
        $"{report.GranulesOut} granules of '{realm.Name}' did not come back. {report.FirstFailure?.Explanation}",
        $"Clear the obstacle, then: Remove-Realm '{realm.Name}' -Resume. Get-Granule -Owner '{realm.Name}' shows what is out.", realm);
}
