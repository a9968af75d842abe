using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Hands out free DRAM: first fit over the free runs of the ledger. Leaked granules are not free, so they are never handed out.
/// </summary>
/// <param name="ledger">Where free memory is found and what is handed out is recorded.</param>
internal sealed class PageAllocator(GranuleLedger ledger)
{
    private static readonly int[] s_shifts =
    [
        Granule.Shift, RttGeometry.EntryShift(RttGeometry.LastLevel - 1), RttGeometry.EntryShift(RttGeometry.FirstBlockLevel),
    ];

    /// <summary>For each size of block: no free one lies below this PA.</summary>
    private readonly ulong[] _floors = new ulong[s_shifts.Length];

    private PageAllocator(GranuleLedger ledger, PageAllocator origin)
        : this(ledger) => origin._floors.CopyTo(_floors, 0);

    /// <summary>An allocator over a fork of the ledger.</summary>
    internal PageAllocator Fork(GranuleLedger fork) => new(fork, this);

    /// <summary>Takes one granule.</summary>
    /// <returns>False when none is free.</returns>
    internal bool TryTakePage(in GranuleRecord record, out ulong address)
    {
        bool found = TryTake(Granule.Size, Granule.Size, Granule.Size, record, out MemoryRange range);
        address = range.Base;
        return found;
    }

    /// <summary>Takes a run of granules.</summary>
    /// <param name="minimum">The least length in bytes; what is taken is a multiple of it.</param>
    /// <param name="maximum">The most bytes, at least <paramref name="minimum"/>.</param>
    /// <param name="alignment">Alignment of its PA, a power of two of at least 4 KiB.</param>
    /// <param name="record">What the ledger shall say of it.</param>
    /// <param name="range">The run.</param>
    /// <returns>False when there is none of the least length.</returns>
    internal bool TryTake(ulong minimum, ulong maximum, ulong alignment, in GranuleRecord record, out MemoryRange range)
    {
        int size = minimum == alignment ? Array.IndexOf(s_shifts, System.Numerics.BitOperations.Log2(minimum)) : -1;
        ulong address = _floors[Math.Max(size, 0)];
        while (ledger.TryGetFrom(address, out Run<GranuleRecord> run))
        {
            ulong start = (Math.Max(run.Base, address) + alignment - 1) & ~(alignment - 1);
            if (run.Value.IsFree && start < run.Top && run.Top - start >= minimum)
            {
                ulong length = Math.Min(run.Top - start, maximum);
                length -= length % minimum;
                if (size >= 0) _floors[size] = start + length;
                ledger.Set(start, start + length, record);
                range = new MemoryRange(start, length);
                return true;
            }

            address = run.Top;
        }

        range = default;
        return false;
    }

    /// <summary>Gives non-secure granules back.</summary>
    internal void Free(ulong start, ulong top)
    {
        ledger.Set(start, top, default);
        for (int size = 0; size < _floors.Length; size++)
        {
            // The block that the freed granules complete may begin before them.
            _floors[size] = Math.Min(_floors[size], start >> s_shifts[size] << s_shifts[size]);
        }
    }
}
