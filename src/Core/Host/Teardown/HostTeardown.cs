using System.Collections.Immutable;

namespace RealmTools.Host;

/// <summary>Taking realms down: plans are data, a runner performs their steps.</summary>
public sealed class HostTeardown
{
    private readonly HostCore _core;

    internal HostTeardown(HostCore core) => _core = core;

    /// <summary>The steps that take a realm down, in order.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>; <see cref="FailureId.NotSimulated"/> for single calls on an RMM that cannot be copied.
    /// </exception>
    public IReadOnlyList<TeardownStep> Plan(
        string realm, TeardownOrder order = TeardownOrder.Default, TeardownGranularity granularity = TeardownGranularity.Step)
    {
        using (_core.Enter(null))
        {
            return new TeardownPlanner(_core, _core.Find(realm)).Plan(order, granularity);
        }
    }

    /// <summary>Performs one step. A failed RMI call is a result, not an exception; what could not be returned is leaked knowingly.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.StepTargetGone"/>: the step is for another host or a realm that is gone; <see cref="FailureId.StepInvalid"/>.
    /// </exception>
    public TeardownStepResult Run(TeardownStep step, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            var runner = new TeardownRunner(_core);
            return runner.Run(runner.TargetOf(step), step);
        }
    }

    /// <summary>Performs steps in the order given; results come as they are made. After a failed step the others are skipped, unless told otherwise.</summary>
    /// <exception cref="HostException">As <see cref="Run(TeardownStep, OperationContext?)"/>.</exception>
    public IEnumerable<TeardownStepResult> Run(IEnumerable<TeardownStep> steps, TeardownOptions? options = null, OperationContext? context = null)
    {
        bool goesOn = (options ?? TeardownOptions.Default).ContinueOnRmiError;
        bool stopped = false;
        foreach (TeardownStep step in steps)
        {
            TeardownStepResult result = stopped ? Skip(step) : Run(step, context);
            stopped |= result.Outcome == TeardownOutcome.Failed && !goesOn;
            yield return result;
        }
    }

    /// <summary>Takes a realm down with the Default order, as one operation. A step that fails stops it.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public TeardownReport Remove(string realm, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);

            // Somebody ran the steps up to REALM_DESTROY one by one: what is left is picking up the pieces.
            if (record.State == RealmState.Destroyed) return new TeardownResume(_core, record).Run();

            var runner = new TeardownRunner(_core);
            var results = ImmutableArray.CreateBuilder<TeardownStepResult>();
            foreach (TeardownStep step in new TeardownPlanner(_core, record).Plan(TeardownOrder.Default, TeardownGranularity.Step))
            {
                results.Add(runner.Run(runner.TargetOf(step), step));
                if (results[^1].Outcome == TeardownOutcome.Failed) break;
            }

            return new TeardownReport(
                record.Name, TeardownOrder.Default, results.ToImmutable(), _core.Ledger.HoldingOf(record.Number).Held);
        }
    }

    /// <summary>Finishes a tear-down that failed or was cancelled: unfinished stateful operations are driven on, leaked granules are asked for again.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public TeardownReport Resume(string realm, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            return new TeardownResume(_core, _core.Find(realm)).Run();
        }
    }

    private TeardownStepResult Skip(TeardownStep step)
    {
        using (_core.Enter(null))
        {
            long held = _core.Ledger.HoldingOf(step.RealmNumber).Held;
            return new TeardownStepResult(step, TeardownOutcome.Skipped, null, "An earlier step failed.", [], 0, held, 0, TimeSpan.Zero, 0);
        }
    }
}
