using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>REC_ENTER (§4.11).</summary>
internal static class RecEnterCommand
{
    internal static RmiResult Enter(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong recAddress, ulong runAddress) = (call.X1, call.X2);
        if (!rmm.Memory.Is(runAddress, GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, runAddress);
        if (!rmm.TryRec(recAddress, out Rec? rec)) return rmm.Input(Cause.NotRec, recAddress);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);
        RealmDescriptor realm = rmm.Memory.Content<RealmDescriptor>(rec.Rd)!;
        if (realm.State != RealmState.Active) return rmm.Behaviour.Entry.RefuseState(rmm, realm);
        if (!rec.Runnable) return rmm.RecError(Cause.RecNotRunnable, rec);
        if (rec.Pending == PendingRequest.Psci) return rmm.RecError(Cause.PsciPending, rec);
        var run = new RecRun(rmm.Memory.WritablePage(runAddress).Bytes);
        if (!rmm.Behaviour.Entry.AcceptsInterrupts(rmm, run)) return rmm.RecError(Cause.ListRegisters, rec);
        if (EntryCompletions.CheckFlags(rec, realm, run.EntryFlags) is { } bad) return rmm.RecError(bad, rec);

        Run(new RecEntry(rmm, rmm.Memory.WritableContent<Rec>(recAddress), run));
        return RmiResult.Success;
    }

    /// <summary>Rewrites the whole exit half. Nothing can take the run page away meanwhile: calls are atomic.</summary>
    private static void Run(in RecEntry entry)
    {
        entry.Run.Exit.Clear();
        if (EntryCompletions.TryComplete(entry))
        {
            GuestRun.Run(entry);
            entry.Rules.ReportInterrupts(entry.Rmm, entry.Run);
        }
    }
}
