using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Finishes a tear-down that failed or was cancelled.</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class TeardownResume(HostCore host, RealmRecord realm)
{
    private readonly TeardownRunner _runner = new(host);

    /// <summary>Drives unfinished operations on, runs the steps that still have something to do, and asks again for what was lost.</summary>
    internal TeardownReport Run()
    {
        FinishOperations();
        TakeLooseGranules();
        var results = ImmutableArray.CreateBuilder<TeardownStepResult>();
        foreach (TeardownStep step in new TeardownPlanner(host, realm).Plan(TeardownOrder.Default, TeardownGranularity.Step))
        {
            if (!HasWork(step)) continue;

            TeardownStepResult result = _runner.Run(realm, step);
            results.Add(result);
            if (result.Outcome == TeardownOutcome.Failed) break;
        }

        TakeLooseGranules();
        _runner.ForgetWhenGone(realm);
        return new TeardownReport(realm.Name, TeardownOrder.Default, results.ToImmutable(), host.Ledger.HoldingOf(realm.Number).Held);
    }

    private void FinishOperations()
    {
        foreach (PendingOperation operation in realm.Pending.ToList())
        {
            new VcpuKeeper(host, realm).Resume(operation);
        }
    }

    private bool HasWork(TeardownStep step)
    {
        if (TeardownRunner.Missing(realm, step) is not null) return false;

        bool destroyed = realm.State == RealmState.Destroyed;
        return step.Kind switch
        {
            TeardownStepKind.RemoveVcpus => realm.Vcpus.Count > 0,
            TeardownStepKind.UndelegateRd => destroyed,
            TeardownStepKind.UndelegateRootRtts => destroyed
                && host.Ledger.Overlapping(realm.Roots.Base, realm.Roots.Top).Any(static r => r.Value.Use == GranuleUse.Delegated),
            TeardownStepKind.FreeRootRtts => destroyed,
            _ => !destroyed,
        };
    }

    /// <summary>
    /// Returns granules that no step looks after: delegated ones without a role, those in doubt, and, once the realm is destroyed, all
    /// that were lost and the host's own.
    /// </summary>
    private void TakeLooseGranules()
    {
        bool destroyed = realm.State == RealmState.Destroyed;
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number).ToList())
        {
            host.Calls.ThrowIfCancelled();
            bool isFixture = IsWithin(run, realm.Rd, realm.Rd + Granule.Size, realm.RdHeld) || IsWithin(run, realm.Roots.Base, realm.Roots.Top, realm.RootsHeld);
            if (isFixture) continue;

            if (run.Value is { Use: GranuleUse.Delegated, Fate: GranuleFate.Sound })
            {
                host.Granules.TryReturn(run.Base, run.Top);
            }
            else if (run.Value.Use == GranuleUse.Delegated || (destroyed && run.Value.Fate != GranuleFate.Sound))
            {
                host.Granules.AskAgain(run.Base, run.Top);
            }
            else if (destroyed && run.Value is { Use: GranuleUse.HostOwned or GranuleUse.Shared })
            {
                host.Pages.Free(run.Base, run.Top);
            }
        }
    }

    private static bool IsWithin(Run<GranuleRecord> run, ulong start, ulong top, bool held) => held && run.Base >= start && run.Top <= top;
}
