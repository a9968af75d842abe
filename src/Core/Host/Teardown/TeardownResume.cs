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
        FindOutWhetherItExists();
        TakeLooseGranules();
        var results = ImmutableArray.CreateBuilder<TeardownStepResult>();
        var planner = new TeardownPlanner(host, realm);
        foreach (TeardownStep step in planner.Plan(TeardownOrder.Default, TeardownGranularity.Step))
        {
            if (!HasWork(step)) continue;

            // What is lost for good must not keep the rest: a step that fails does not stop the others.
            IEnumerable<TeardownStep> finer = step.Kind == TeardownStepKind.RemoveVcpus ? planner.Finer(step) : [step];
            results.AddRange(finer.ToList().Select(s => _runner.Run(realm, s)));
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

    /// <summary>Clears up what an unanswered REALM_CREATE or REALM_DESTROY has left: a realm whose root can be read exists.</summary>
    private void FindOutWhetherItExists()
    {
        if (!realm.RdHeld || !host.Ledger.TryGet(realm.Rd, out Run<GranuleRecord> rd) || rd.Value.Fate != GranuleFate.InDoubt) return;

        int level = realm.Geometry.StartLevel;
        var read = new RmiRegisters(RmiCommand.RttReadEntry, realm.Rd, 0, unchecked((ulong)level));
        bool exists = host.Calls.Invoke(ref read, CallTarget.Entry(0, level)).IsSuccess;
        if (!exists && read.Result.Status != RmiStatus.ErrorInput) return;

        if (!exists) realm.State = RealmState.Destroyed;
        CallStamp since = rd.Value.Since;
        MemoryRange roots = realm.Roots;
        host.Ledger.Set(realm.Rd, realm.Rd + Granule.Size, new GranuleRecord(
            exists ? GranuleUse.Rd : GranuleUse.Delegated, Owner: realm.Number, Since: since));
        host.Ledger.Set(roots.Base, roots.Top, new GranuleRecord(
            exists ? GranuleUse.RootRtt : GranuleUse.Delegated, Level: (sbyte)(exists ? level : 0), Owner: realm.Number, Since: since));
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
            if (isFixture && !(destroyed && run.Value.Fate == GranuleFate.InDoubt)) continue;

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

        realm.RdHeld = realm.RdHeld && IsHeld(realm.Rd, realm.Rd + Granule.Size);
        realm.RootsHeld = realm.RootsHeld && IsHeld(realm.Roots.Base, realm.Roots.Top);
    }

    private bool IsHeld(ulong start, ulong top) => host.Ledger.Overlapping(start, top).Any(r => r.Value.Owner == realm.Number);

    private static bool IsWithin(Run<GranuleRecord> run, ulong start, ulong top, bool held) => held && run.Base >= start && run.Top <= top;
}
