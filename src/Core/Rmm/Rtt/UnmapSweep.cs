using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The sweep of the unmap commands over one table (§4.10, row 8): runs of like entries at a time.</summary>
internal static class UnmapSweep
{
    /// <summary>Sweeps from where the walk ended to <paramref name="top"/> or the end of the table.</summary>
    /// <param name="rmm">The state.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="kind">Which entries are to go.</param>
    /// <param name="walk">Where to start.</param>
    /// <param name="start">IPA of that entry.</param>
    /// <param name="top">End of the range.</param>
    /// <param name="output">Takes what was unmapped.</param>
    /// <param name="reached">IPA where the sweep stopped.</param>
    /// <returns>Why it stopped; counts only when nothing was passed.</returns>
    internal static RmiResult Run(
        RmmCore rmm, RealmDescriptor realm, UnmapKind kind, in RttWalk walk, ulong start, ulong top, scoped ref BlockSink output, out ulong reached)
    {
        reached = start;
        int entries = (int)Math.Min((top - start) >> RttGeometry.EntryShift(walk.Level), (ulong)(RttGeometry.EntriesPerTable - walk.Index));
        if (entries == 0) return rmm.RttError(Cause.EntryCrossesTop, walk, start);

        Page page = rmm.Memory.WritableTable(walk);
        Span<ulong> sweep = page.Words.Slice(walk.Index, entries);
        int done = 0;
        RmiResult stop = RmiResult.Success;
        while (done < entries)
        {
            int dead = TableScan.CountMatching(sweep[done..], RttEntry.Live, 0);
            done += dead;
            if (done == entries) break;

            ulong ipa = TableScan.AddEntries(start, walk.Level, done);
            if (!IsOfKind(sweep[done], kind))
            {
                stop = rmm.RttError(RmiStatus.ErrorRtt, Cause.EntryOfOtherKind, walk.Level, sweep[done], ipa);
                break;
            }

            int unmapped = UnmapRun(rmm, realm, kind, page, sweep[done..], walk.Level, ipa, ref output, out stop);
            done += unmapped;
            if (unmapped == 0) break;
        }

        reached = TableScan.AddEntries(start, walk.Level, done);
        return stop;
    }

    private static bool IsOfKind(ulong entry, UnmapKind kind) => kind switch
    {
        UnmapKind.Data => RttEntry.IsData(entry),
        UnmapKind.Device => RttEntry.IsDevice(entry),
        _ => (entry & RttEntry.KindMask) == (RttEntry.Live | RttEntry.NonSecure),
    };

    private static int UnmapRun(
        RmmCore rmm, RealmDescriptor realm, UnmapKind kind, Page page, Span<ulong> entries, int level, ulong ipa, scoped ref BlockSink output, out RmiResult stop)
    {
        ulong first = entries[0];
        ulong pa = RttEntry.Address(first);
        ulong size = RttGeometry.EntrySize(level);
        int run = output.TakesRuns ? TableScan.CountProgression(entries, first, size) : 1;
        if (kind == UnmapKind.Data && realm.Trees > 1)
        {
            run = 1;
            if (AuxiliaryMappings.FirstIn(rmm.Memory, first, level) is not null)
            {
                stop = rmm.RttError(RmiStatus.ErrorRttAux, Cause.AuxiliaryMapping, 0, first, ipa);
                return 0;
            }
        }

        stop = RmiResult.Success;
        if (!output.TryAdd(pa, run, level))
        {
            return 0;
        }

        Release(rmm, kind, pa, (ulong)(uint)run * size);
        entries[..run].Fill(kind == UnmapKind.Unprotected ? RttEntry.UnassignedNs : RttEntry.AfterUnmap(first));
        page.References -= kind == UnmapKind.Unprotected ? 0 : run;
        return run;
    }

    private static void Release(RmmCore rmm, UnmapKind kind, ulong pa, ulong length)
    {
        if (kind == UnmapKind.Data)
        {
            rmm.Memory.MoveAll(pa, length >> Granule.Shift, GranuleState.Delegated);
        }
        else if (kind == UnmapKind.Device)
        {
            for (ulong offset = 0; offset < length; offset += Granule.Size)
            {
                rmm.Devices.SetState(pa + offset, DeviceGranuleState.Delegated);
            }
        }
    }
}
