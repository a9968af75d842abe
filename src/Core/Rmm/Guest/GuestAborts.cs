using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Data and instruction aborts of the realm (§4.11, guest event table).</summary>
internal static class GuestAborts
{
    private const ulong PageOffsetMask = Granule.Size - 1;

    /// <summary>Reports an access of the RMM on the realm's behalf as if the realm had made it.</summary>
    internal static void Emulate(RecRun run, ulong ipa, int level)
    {
        run.ExitReason = RecExitReason.Sync;
        run.Esr = Syndrome.DataAbort(Syndrome.TranslationFaultAt(level));
        run.Hpfar = Syndrome.Hpfar(ipa);
    }

    /// <returns>Whether the REC exits; otherwise an external abort was injected, and the realm runs on.</returns>
    internal static bool TakeDataAbort(in RecEntry entry, RealmAction abort)
    {
        RecRun run = entry.Run;
        RealmDescriptor realm = entry.Realm;
        ulong ipa = Syndrome.FaultIpa(abort.Hpfar);
        if (ReportExternal(run, abort.Esr)) return true;
        if (GuestMemory.IsEmpty(entry, ipa)) return false;
        if (ipa >= realm.IpaSize) return false;

        run.Hpfar = abort.Hpfar;
        run.RttTree = realm.ContextOfPlane0;
        if (realm.IsProtected(ipa))
        {
            run.Esr = abort.Esr & Syndrome.AbortMask;
        }
        else if ((abort.Esr & Syndrome.Valid) == 0 && entry.Rules.HidesAccessWithoutSyndrome)
        {
            run.Esr = abort.Esr & (Syndrome.AbortMask | Syndrome.InstructionLength);
        }
        else
        {
            run.Esr = abort.Esr & Syndrome.EmulatableAbortMask;
            run.Far = abort.Far & PageOffsetMask;
            run.ExitGprs[0] = (abort.Esr & Syndrome.Write) != 0 ? StoredValue(entry.Registers, abort.Esr) : 0;
        }

        return true;
    }

    /// <returns>Whether the REC exits; otherwise an external abort was injected, and the realm runs on.</returns>
    internal static bool TakeInstructionAbort(in RecEntry entry, RealmAction abort)
    {
        RecRun run = entry.Run;
        RealmDescriptor realm = entry.Realm;
        ulong ipa = Syndrome.FaultIpa(abort.Hpfar);
        ulong fault = Syndrome.FaultKind(abort.Esr);
        if (ReportExternal(run, abort.Esr)) return true;
        if (GuestMemory.IsEmpty(entry, ipa)) return false;
        if (!realm.IsProtected(ipa)) return false;
        if (fault == Syndrome.PermissionFault && entry.Rules.InjectsFetchPermissionFaults) return false;
        if (fault != Syndrome.TranslationFault && entry.Rules.HidesOtherFetchFaults) return true;

        run.Esr = abort.Esr & Syndrome.AbortMask;
        run.Hpfar = abort.Hpfar;
        run.RttTree = realm.ContextOfPlane0;
        return true;
    }

    /// <summary>Bits of a register that an access of a size transfers.</summary>
    internal static ulong AccessMask(int size) => size == sizeof(ulong) ? ulong.MaxValue : (1ul << (size * 8)) - 1;

    /// <summary>
    /// External aborts reach the host with their syndrome only; whether the realm gets one injected as well makes no difference to a
    /// script. The reference stops the machine at an uncontainable one, a simulator reports it like the others.
    /// </summary>
    private static bool ReportExternal(RecRun run, ulong esr)
    {
        bool external = Syndrome.IsExternalAbort(esr);
        if (external)
        {
            run.Esr = esr & Syndrome.AbortMask;
        }

        return external;
    }

    private static ulong StoredValue(ReadOnlySpan<ulong> registers, ulong esr)
    {
        int register = Syndrome.Register(esr);
        return register == Rec.ZeroRegister ? 0 : registers[register] & AccessMask(Syndrome.AccessSize(esr));
    }
}
