using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Makes a timeline of a tear-down while it runs: the realm's tree is read before the first step and after each.</summary>
public sealed class LiveTimeline
{
    private readonly RealmHost _host;
    private readonly Realm _realm;
    private readonly OperationContext? _context;
    private long _calls;

    /// <summary>Reads the tree as it is now.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>; as <see cref="HostTables.Read"/>.</exception>
    public LiveTimeline(RealmHost host, string realm, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _context = context;
        _realm = host.Realms.Get(realm);
        Timeline = new RealmTimeline(RttSnapshot.Read(host, realm, context));
        _calls = host.CallCount;
    }

    /// <summary>The timeline so far.</summary>
    public RealmTimeline Timeline { get; }

    /// <summary>Reads the tree after a step that was just made.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.StepTargetGone"/>: the step is of another realm, or it was made before this timeline began or went on.
    /// </exception>
    public void Add(TeardownStepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Step.RealmNumber != _realm.Number)
        {
            throw new HostException(
                FailureId.StepTargetGone, $"The step '{result.Step}' is of realm '{result.Step.RealmName}', not of the realm '{_realm.Name}' of this timeline.",
                "Give the steps of one realm.", result.Step);
        }

        if (_host.CallCount - _calls < result.CallTotal)
        {
            throw new HostException(
                FailureId.StepTargetGone, $"The step '{result.Step}' was made before this timeline could see the tree in between.",
                "Pipe the steps: Get-RealmTeardownPlan vm1 | Invoke-RealmTeardownStep | Export-RealmTimeline -Realm vm1 -Path vm1.html.", result.Step);
        }

        Timeline.Add(TextOf(result), IsThere() ? _host.Tables.Read(_realm.Name, RttTreeOptions.Default, _context) : []);
        _calls = _host.CallCount;
    }

    private bool IsThere() =>
        _host.Realms.TryGet(_realm.Name, out Realm? found) && found.Number == _realm.Number && found.State != RealmState.Destroyed;

    private TimelineStep TextOf(TeardownStepResult result) => new(result.Step.Kind.ToString())
    {
        Target = result.Step.Target,
        Result = result.Outcome.ToString(),
        Reason = result.Explanation,
        Note = string.Join(", ", (result.Calls.IsDefaultOrEmpty ? [] : result.Calls).Select(Count)),
        Failed = result.Outcome == TeardownOutcome.Failed,
    };

    private string Count(CallCount calls) =>
        $"{_host.Platform.Profile.Commands.NameOf(calls.Command.ToFunctionId())}{(calls.Count == 1 ? string.Empty : $" ×{calls.Count}")}";
}
