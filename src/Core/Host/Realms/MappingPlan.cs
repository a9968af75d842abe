using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Reserves everything an operation that maps memory will need before it makes a call, so that running out of DRAM leaves realm and
/// ledger as they were: the memory itself, in blocks as large as IPA and free DRAM allow, and free granules for the tables.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
/// <param name="limit">The lowest level to map at: 1 for 1 GiB, 2 for 2 MiB, 3 for 4 KiB.</param>
internal sealed class MappingPlan(HostCore host, RealmRecord realm, int limit)
{
    private readonly List<MappingExtent> _extents = [];

    /// <summary>The reservations, by IPA.</summary>
    internal IReadOnlyList<MappingExtent> Extents => _extents;

    /// <summary>Reserves a range.</summary>
    /// <exception cref="HostException"><see cref="FailureId.OutOfMemory"/>; nothing is reserved then.</exception>
    internal void Reserve(ulong ipa, ulong top, in GranuleRecord record)
    {
        ulong asked = top - ipa;
        ulong start = ipa;
        while (ipa < top)
        {
            if (!TryReserve(ipa, top, record, out MappingExtent extent)) throw OutOfMemory(asked, "");
            _extents.Add(extent);
            ipa = extent.Top;
        }

        if (CountTablesAtMost() > host.Ledger.FreeGranules && CountTables(start) > host.Ledger.FreeGranules)
        {
            throw OutOfMemory(asked, " and its tables");
        }
    }

    private HostException OutOfMemory(ulong asked, string also)
    {
        foreach (MappingExtent extent in _extents)
        {
            host.Pages.Free(extent.Memory.Base, extent.Memory.Top);
        }

        _extents.Clear();
        var free = new ByteSize((ulong)host.Ledger.FreeGranules << Granule.Shift);
        return new HostException(
            FailureId.OutOfMemory, $"{new ByteSize(asked)}{also} do not fit: {free} of the host's DRAM are free.",
            "Remove realms or memory that are not needed, or connect a host with more DRAM.", realm.Name);
    }

    private bool TryReserve(ulong ipa, ulong top, in GranuleRecord record, out MappingExtent extent)
    {
        int first = Math.Max(Math.Max(RttGeometry.FirstBlockLevel, realm.Geometry.StartLevel), 0);
        for (int level = first; level <= RttGeometry.LastLevel; level++)
        {
            ulong size = RttGeometry.EntrySize(level);
            if (ipa % size != 0 || top - ipa < size) continue;

            ulong most = (top - ipa) & ~(size - 1);
            if (level > first)
            {
                // Up to where a larger block may begin.
                ulong larger = RttGeometry.EntrySize(level - 1);
                most = Math.Min(most, larger - (ipa % larger));
            }

            if (host.Pages.TryTake(size, most, size, record, out MemoryRange memory))
            {
                extent = new MappingExtent(ipa, memory, Math.Max(level, limit));
                return true;
            }
        }

        extent = default;
        return false;
    }

    /// <summary>Tables that the extents need if there is none yet.</summary>
    private long CountTablesAtMost() => _extents.Sum(e => TablesBetween(realm.Geometry.StartLevel, e.Level, e.Ipa, e.Top)) + CountTablesToFold();

    /// <summary>Tables there are for a while until they are folded, where larger entries are wanted than the RMM maps in one call.</summary>
    private long CountTablesToFold() => _extents.Max(e => Math.Max(0, host.Moves.FirstBlockLevel - e.Level));

    /// <summary>Tables that the extents lack, asked of the RMM.</summary>
    private long CountTables(ulong ipa)
    {
        long missing = CountTablesToFold();
        foreach (MappingExtent extent in _extents)
        {
            for (ipa = Math.Max(ipa, extent.Ipa); ipa < extent.Top;)
            {
                ulong granule = ipa & ~(RttGeometry.EntrySize(extent.Level) - 1);
                var read = new RmiRegisters(RmiCommand.RttReadEntry, realm.Rd, granule, (ulong)extent.Level);
                if (!host.Calls.Invoke(ref read, CallTarget.Entry(granule, extent.Level)).IsSuccess) return missing;

                int reached = unchecked((int)read.X1);
                ulong entry = RttGeometry.EntrySize(reached < extent.Level ? reached : extent.Level - 1);
                ulong next = (ipa & ~(entry - 1)) + entry;
                missing += TablesBetween(reached, extent.Level, ipa, Math.Min(next, extent.Top));
                ipa = next;
            }
        }

        return missing;
    }

    /// <summary>Tables at the levels below <paramref name="above"/>, down to <paramref name="level"/>, that translate a range.</summary>
    private static long TablesBetween(int above, int level, ulong ipa, ulong top)
    {
        long tables = 0;
        for (int l = above + 1; l <= level; l++)
        {
            int shift = RttGeometry.EntryShift(l - 1);
            tables += (long)(((top - 1) >> shift) - (ipa >> shift) + 1);
        }

        return tables;
    }
}
