using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RSI_IPA_STATE_SET, RSI_IPA_STATE_GET (§6.2, §6.3).</summary>
internal static class RsiIpaState
{
    private const uint ChangeDestroyed = 1;

    internal static SmcOutcome Set(in RecEntry entry)
    {
        // RIPAS and flag are enumerations of 32 bits in the reference.
        (ulong start, ulong top) = (entry.Registers[1], entry.Registers[2]);
        (uint ripas, uint flags) = unchecked(((uint)entry.Registers[3], (uint)entry.Registers[4]));
        if (ripas > (uint)Ripas.Ram) return entry.Return(RsiStatus.ErrorInput);
        if (!IsProtectedRange(entry.Realm, start, top)) return entry.Return(RsiStatus.ErrorInput);

        entry.Rec.Ripas = new RipasRequest
        {
            Base = start,
            Top = top,
            Address = start,
            Value = (Ripas)ripas,
            ChangeDestroyed = flags == ChangeDestroyed,
        };
        RecRun run = entry.Run;
        run.ExitReason = RecExitReason.RipasChange;
        run.RipasBase = start;
        run.RipasTop = top;
        run.RipasValue = (Ripas)ripas;
        entry.Return(RsiStatus.Success, top);
        return SmcOutcome.WaitsForHost;
    }

    internal static SmcOutcome Get(in RecEntry entry)
    {
        (ulong start, ulong top) = (entry.Registers[1], entry.Registers[2]);
        if (!IsProtectedRange(entry.Realm, start, top)) return entry.Return(RsiStatus.ErrorInput);

        var walk = new RttWalk(entry.Rmm.Memory, entry.Realm, RttTree.PrimaryIndex, start, RttGeometry.LastLevel);
        ReadOnlySpan<ulong> entries = walk.Page.Words[walk.Index..];
        int alike = TableScan.CountMatching(
            entries, RttEntry.RipasMask | RttEntry.NonSecure | RttEntry.Table, walk.Entry & RttEntry.RipasMask);
        ulong end = TableScan.AddEntries(start, walk.Level, alike);
        return entry.Return(RsiStatus.Success, Math.Min(end, top), (ulong)RttEntry.RipasOf(walk.Entry));
    }

    /// <summary>Whether a range is aligned, not empty and wholly in the protected half.</summary>
    internal static bool IsProtectedRange(RealmDescriptor realm, ulong start, ulong top) =>
        Granule.IsAligned(start | top) && start < top && realm.IsProtected(top - 1);
}
