using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Jobs;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Invoke-RealmTeardownStep: performs tear-down steps in the order in which they come, and returns a result for each.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RealmTeardownStep", SupportsShouldProcess = true)]
[OutputType(typeof(TeardownStepResult))]
public sealed class InvokeRealmTeardownStepCommand : RealmCommand, IJobCommand
{
    private readonly HashSet<(string Host, int Realm)> _stopped = [];

    /// <summary>The steps.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "Steps from Get-RealmTeardownPlan, also ones that were saved and read again.")]
    [ValidateNotNull]
    [TeardownStepTransformation]
    public TeardownStep[] Step { get; set; } = [];

    /// <summary>Goes on after a failure.</summary>
    [Parameter(HelpMessage = "Go on with the realm's next step after one that the RMM refused; a kernel stops.")]
    public SwitchParameter ContinueOnRmiError { get; set; }

    /// <summary>The host.</summary>
    [Parameter(HelpMessage = "The host, where the steps were planned on one that this session knows by another name. Default: the one each step names.")]
    [ArgumentCompleter(typeof(Completion.HostNameCompleter))]
    public RealmHostReference? RealmHost { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TeardownStep step in Step)
        {
            Perform(step, () => Run(step));
        }
    }

    private void Run(TeardownStep step)
    {
        RealmHost host = RealmSession.Current.Resolve(RealmHost ?? new RealmHostReference(step.HostName));
        if (!ShouldProcess($"{step.RealmName}: {step.Target}", step.Kind.ToString()))
        {
            return;
        }

        (string, int) realm = (host.Name, step.RealmNumber);
        TeardownStepResult result = _stopped.Contains(realm) ? Skipped(host, step) : host.Teardown.Run(step, Context);
        if (result.Outcome == TeardownOutcome.Failed && !ContinueOnRmiError)
        {
            _stopped.Add(realm);
        }

        WriteObject(result);
    }

    private static TeardownStepResult Skipped(RealmHost host, TeardownStep step)
    {
        long granulesOut = host.Realms.TryGet(step.RealmName, out Realm? realm) ? realm.GranulesHeld : 0;
        return new TeardownStepResult(
            step, TeardownOutcome.Skipped, null, "An earlier step failed; -ContinueOnRmiError goes on.", [], 0, granulesOut, 0, TimeSpan.Zero, 0);
    }
}
