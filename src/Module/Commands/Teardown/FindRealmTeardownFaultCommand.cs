using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Jobs;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Find-RealmTeardownFault: tries every order of a plan's steps on copies of the realm, and shows which are safe and how the others fail.</summary>
[Cmdlet(VerbsCommon.Find, "RealmTeardownFault", DefaultParameterSetName = RealmSet)]
[OutputType(typeof(TeardownExploration))]
public sealed class FindRealmTeardownFaultCommand : RealmHostCommand, IJobCommand
{
    private const string RealmSet = "Realm";
    private const string StepSet = "Step";

    private readonly List<TeardownStep> _steps = [];

    /// <summary>The realm.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = RealmSet,
        HelpMessage = "The realm: its name, or an object that Get-Realm returned.")]
    [Alias("RealmName", "Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completion.RealmNameCompleter))]
    public RealmReference? Realm { get; set; }

    /// <summary>The plan.</summary>
    [Parameter(ParameterSetName = RealmSet, HelpMessage = "The plan whose steps are put into every order. Default: KVM from v15 on.")]
    public TeardownOrder Order { get; set; } = TeardownOrder.Default;

    /// <summary>Steps of one's own.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = StepSet, HelpMessage = "The steps to put into every order, from Get-RealmTeardownPlan.")]
    [ValidateNotNull]
    [TeardownStepTransformation]
    public TeardownStep[] Step { get; set; } = [];

    /// <summary>Subsets, too.</summary>
    [Parameter(HelpMessage = "Leave steps out as well: every order of every subset.")]
    public SwitchParameter Drop { get; set; }

    /// <summary>A second plan.</summary>
    [Parameter(HelpMessage = "A second plan that runs at the same time: every way to interleave the two is tried, each plan in its own order.")]
    [ValidateNotNull]
    [TeardownStepTransformation]
    public TeardownStep[] Interleave { get; set; } = [];

    /// <summary>Goes on after failures.</summary>
    [Parameter(HelpMessage = "Let an order go on after a step that fails; a kernel stops.")]
    public SwitchParameter ContinueOnRmiError { get; set; }

    /// <summary>How much to keep.</summary>
    [Parameter(HelpMessage = "The most different states to keep. Default: a million.")]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumStates { get; set; } = ExplorationOptions.Default.MaximumStates;

    /// <summary>How long.</summary>
    [Parameter(HelpMessage = "Stop after this time and return what is known so far.")]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>What was found when it was stopped.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Last", HelpMessage = "Return the newest result of this session, also one that Ctrl+C cut short.")]
    public SwitchParameter Last { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Last)
            WriteObject(RealmSession.Current.LastExploration);
        else if (ParameterSetName == StepSet)
            _steps.AddRange(Step);
        else
            ForEachHost(host => Explore(host, host.Teardown.Plan(Realm!.Find(host).First().Name, Order)));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_steps.Count > 0)
        {
            RealmHost = RealmHost.Length > 0 ? RealmHost : [new RealmHostReference(_steps[0].HostName)];
            ForEachHost(host => Explore(host, _steps));
        }
    }

    private void Explore(RealmHost host, IReadOnlyList<TeardownStep> plan)
    {
        var options = new ExplorationOptions
        {
            Drop = Drop,
            Interleave = Interleave,
            ContinueOnRmiError = ContinueOnRmiError,
            MaximumStates = MaximumStates,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        if (TimeLimit is { } time && time > TimeSpan.Zero)
            limit.CancelAfter(time);
        else if (TimeLimit is not null)
            limit.Cancel();

        TeardownExploration exploration = TeardownExplorer.Explore(host, plan, options, Context with { Cancellation = limit.Token });

        // A stopped pipeline takes no objects: what is known so far waits for -Last.
        RealmSession.Current.LastExploration = exploration;
        WriteObject(exploration);
    }
}
