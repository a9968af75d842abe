using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Compare-RealmTeardown: tries orders, each on a copy of the realm, and puts their calls, failures, leaks and costs side by side.</summary>
[Cmdlet(VerbsData.Compare, "RealmTeardown")]
[OutputType(typeof(TeardownComparison))]
public sealed class CompareRealmTeardownCommand : RealmPartCommand, IJobCommand
{
    /// <summary>The orders.</summary>
    [Parameter(Position = 1, HelpMessage = "The orders to compare. Default: all.")]
    [ValidateNotNullOrEmpty]
    public TeardownOrder[] Order { get; set; } = Enum.GetValues<TeardownOrder>();

    /// <summary>The generations.</summary>
    [Parameter(HelpMessage = "Generations of the interface, 2.0 and 1.0, to compare the orders under: the realm is built again under another one. Default: the host's.")]
    [ValidateNotNullOrEmpty]
    [ProfileNameTransformation]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string[] Profile { get; set; } = [];

    /// <summary>What calls cost.</summary>
    [Parameter(HelpMessage = "Microseconds by command, with Default for all others. Default: figures published for hardware.")]
    [ValidateNotNull]
    [CallCostTransformation]
    public CallCost CallCost { get; set; } = CallCost.Published;

    /// <summary>Goes on after failures.</summary>
    [Parameter(HelpMessage = "Go on after a step that the RMM refused; a kernel stops.")]
    public SwitchParameter ContinueOnRmiError { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        var options = new TeardownOptions { ContinueOnRmiError = ContinueOnRmiError };
        IReadOnlyList<RmiProfile>? profiles = Profile.Length == 0 ? null : [.. Profile.Select(ProfileOf)];
        foreach (TeardownComparison comparison in TeardownComparison.Of(host, realm.Name, Order, CallCost, options, Context, profiles))
        {
            WriteObject(comparison);
        }
    }

    private static RmiProfile ProfileOf(string name) => RmiProfile.TryGet(name, out RmiProfile? profile) ? profile : throw new HostException(
        FailureId.ParameterInvalid, $"There is no RMI generation '{name}'.", $"Give one of {string.Join(", ", RmiProfile.All)}.", name);
}
