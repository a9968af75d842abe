using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;

namespace RealmTools.Module.Commands;

/// <summary>Compare-RealmTeardown: tries orders, each on a copy of the realm, and puts their calls, failures, leaks and costs side by side.</summary>
[Cmdlet(VerbsData.Compare, "RealmTeardown")]
[OutputType(typeof(TeardownComparison))]
public sealed class CompareRealmTeardownCommand : RealmPartCommand
{
    /// <summary>The orders.</summary>
    [Parameter(Position = 1, HelpMessage = "The orders to compare. Default: all.")]
    [ValidateNotNullOrEmpty]
    public TeardownOrder[] Order { get; set; } = Enum.GetValues<TeardownOrder>();

    /// <summary>What calls cost.</summary>
    [Parameter(HelpMessage = "Microseconds by command, with Default for all others. Default: figures published for hardware.")]
    [ValidateNotNull]
    [CallCostTransformation]
    public CallCost CallCost { get; set; } = CallCost.Published;

    /// <summary>Goes on after failures.</summary>
    [Parameter(HelpMessage = "Go on after a step that the RMM refused; a kernel stops.")]
    public SwitchParameter ContinueOnRmiError { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        var options = new TeardownOptions { ContinueOnRmiError = ContinueOnRmiError };
        foreach (TeardownComparison comparison in TeardownComparison.Of(host, realm.Name, Order, CallCost, options, Context))
        {
            WriteObject(comparison);
        }
    }
}
