using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What the host's answer to the last exit does to the realm's registers when the REC is entered again (§4.11).</summary>
internal static class EntryCompletions
{
    /// <summary>REC_ENTER rows 9 and 10: whether the last exit was such that the flags make sense.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal static RmiCause? CheckFlags(Rec rec, RealmDescriptor realm, RecEntryFlags flags)
    {
        bool dataAbort = Syndrome.Class(rec.LastEsr) == Syndrome.DataAbortClass;
        if ((flags & RecEntryFlags.InjectSea) != RecEntryFlags.None)
        {
            // With this flag the reference does not look at EMUL_MMIO.
            return dataAbort && !realm.IsProtected(Syndrome.FaultIpa(rec.LastHpfar)) ? null : Cause.NoUnprotectedAbort;
        }

        bool emulate = (flags & RecEntryFlags.EmulatedMmio) != RecEntryFlags.None;
        return emulate && !(dataAbort && (rec.LastEsr & Syndrome.Valid) != 0) ? Cause.NoEmulatableAbort : null;
    }

    /// <summary>Completes what is pending, in the reference's order.</summary>
    /// <returns>False when the realm cannot run: its exit is written.</returns>
    internal static bool TryComplete(in RecEntry entry)
    {
        RecEntryFlags flags = entry.Run.EntryFlags;
        Rec rec = entry.Rec;
        if ((flags & (RecEntryFlags.EmulatedMmio | RecEntryFlags.InjectSea)) == RecEntryFlags.EmulatedMmio) EmulateRead(entry);
        if (rec.HostCallPending && !RsiHostCall.TryComplete(entry)) return false;
        if (rec.Ripas.IsPending) CompleteRipas(entry, Response(flags, RecEntryFlags.RejectRipas));
        if (rec.Permission.IsPending) RsiPermissions.Complete(entry, Response(flags, RecEntryFlags.RejectS2ap));
        if (Syndrome.Class(rec.LastEsr) == Syndrome.SystemRegisterClass) SystemRegisterTraps.Load(entry.Registers, rec.LastEsr, entry.Run.EntryGprs[0]);
        if (rec.Pending == PendingRequest.VdevRequest) RefuseDevice(entry);
        if (rec.PendingSmc != 0) DeliverSmc(entry);

        rec.LastEsr = 0;
        return true;
    }

    private static RsiResponse Response(RecEntryFlags flags, RecEntryFlags reject) =>
        (flags & reject) != RecEntryFlags.None ? RsiResponse.Reject : RsiResponse.Accept;

    /// <summary>Gives a load its value: as wide as the access, sign-extended if asked for, to 64 or 32 bits.</summary>
    private static void EmulateRead(in RecEntry entry)
    {
        ulong esr = entry.Rec.LastEsr;
        int register = Syndrome.Register(esr);
        if ((esr & Syndrome.Write) != 0 || register == Rec.ZeroRegister) return;

        int bits = Syndrome.AccessSize(esr) * 8;
        ulong value = entry.Run.EntryGprs[0] & GuestAborts.AccessMask(bits / 8);
        if ((esr & Syndrome.SignExtend) != 0)
        {
            value = unchecked((ulong)((long)(value << (64 - bits)) >> (64 - bits)));
            value &= (esr & Syndrome.SixtyFourBit) != 0 ? ulong.MaxValue : uint.MaxValue;
        }

        entry.Registers[register] = value;
    }

    private static void CompleteRipas(in RecEntry entry, RsiResponse response)
    {
        ref RipasRequest request = ref entry.Rec.Ripas;
        bool rejected = request.Value == Ripas.Ram && request.Address != request.Top && response == RsiResponse.Reject;
        Span<ulong> x = entry.Registers;
        x[0] = (ulong)RsiStatus.Success;
        x[1] = request.Address;
        x[2] = (ulong)(rejected ? RsiResponse.Reject : RsiResponse.Accept);
        request.Base = 0;
        request.Top = 0;
    }

    /// <summary>The host entered the REC again without having named the device.</summary>
    private static void RefuseDevice(in RecEntry entry)
    {
        entry.Rec.Pending = PendingRequest.None;
        entry.Registers[0] = (ulong)RsiStatus.ErrorInput;
    }

    private static void DeliverSmc(in RecEntry entry)
    {
        GuestRun.Deliver(entry, entry.Rec.PendingSmc);
        entry.Rec.PendingSmc = 0;
    }
}
