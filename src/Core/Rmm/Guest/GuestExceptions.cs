using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Exceptions that the realm takes to the RMM (§4.11, guest event table).</summary>
internal static class GuestExceptions
{
    /// <returns>Whether the REC exits.</returns>
    internal static bool TakeSync(in RecEntry entry, RealmAction exception)
    {
        RecRun run = entry.Run;
        run.ExitReason = RecExitReason.Sync;
        if (!Handle(entry, exception)) return false;

        // Only an access whose syndrome the host has seen may be completed for the realm at the next entry.
        entry.Rec.LastEsr = exception.Esr & ((run.Esr & Syndrome.Valid) != 0 ? ulong.MaxValue : ~Syndrome.Valid);
        entry.Rec.LastHpfar = exception.Hpfar;
        return true;
    }

    /// <summary>
    /// An SError always exits. The reference stops the machine at those that it cannot contain or does not recognise (§13 item 1); a
    /// simulator reports them like the others.
    /// </summary>
    internal static void TakeSError(in RecEntry entry, RealmAction error)
    {
        entry.Run.ExitReason = RecExitReason.SError;
        entry.Run.Esr = error.Esr & entry.Rules.SErrorMask;
    }

    private static bool Handle(in RecEntry entry, RealmAction exception)
    {
        switch (Syndrome.Class(exception.Esr))
        {
            case Syndrome.WaitClass:
                entry.Run.Esr = exception.Esr & Syndrome.WaitMask;
                return true;
            case Syndrome.HypervisorCallClass:
                return false;
            case Syndrome.SystemRegisterClass:
                return SystemRegisterTraps.Take(entry, exception.Esr);
            case Syndrome.InstructionAbortClass:
                return GuestAborts.TakeInstructionAbort(entry, exception);
            case Syndrome.DataAbortClass:
                return GuestAborts.TakeDataAbort(entry, exception);
            case Syndrome.FloatingPointClass or Syndrome.SveClass or Syndrome.SmeClass:
                return false;
            default:
                return true;
        }
    }
}
