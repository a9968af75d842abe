using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RSI_HOST_CALL and its completion at the next entry (§4.11 row 11, §6.2, §6.3).</summary>
internal static class RsiHostCall
{
    private const ulong StructureSize = 0x100;
    private const int GprsOffset = 8;

    internal static SmcOutcome Call(in RecEntry entry)
    {
        ulong ipa = entry.Registers[1];
        if (ipa % StructureSize != 0) return entry.Return(RsiStatus.ErrorInput);
        if (!entry.Realm.IsProtected(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (GuestMemory.Locate(entry, ipa, out ulong address) is { } refusal) return refusal;

        Span<byte> structure = stackalloc byte[(int)StructureSize];
        GuestMemory.Read(entry, address, structure);
        RecRun run = entry.Run;
        run.ExitReason = RecExitReason.HostCall;
        run.HostCallImmediate = BinaryPrimitives.ReadUInt32LittleEndian(structure);
        MemoryMarshal.Cast<byte, ulong>(structure[GprsOffset..])[..RecRun.GprCount].CopyTo(run.ExitGprs);
        entry.Rec.HostCallPending = true;
        return SmcOutcome.WaitsForHost;
    }

    /// <summary>Hands the host's registers to the realm.</summary>
    /// <returns>False when the page has gone: the exit reports an emulated data abort, the realm does not run and the call stays pending.</returns>
    internal static bool TryComplete(in RecEntry entry)
    {
        ulong ipa = entry.Registers[1];
        switch (GuestMemory.Find(entry, ipa, out ulong address, out int level))
        {
            case GuestAccess.Missing:
                GuestAborts.Emulate(entry.Run, ipa, level);
                return false;
            case GuestAccess.Granted:
                MemoryMarshal.AsBytes(entry.Run.EntryGprs).CopyTo(GuestMemory.Writable(entry, address)[GprsOffset..]);
                entry.Registers[0] = (ulong)RsiStatus.Success;
                break;
            default:
                // The page became EMPTY: nothing is written, x0 included, which still holds the function ID (§13 item 15).
                break;
        }

        entry.Rec.HostCallPending = false;
        return true;
    }
}
