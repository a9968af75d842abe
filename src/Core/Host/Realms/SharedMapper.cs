using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Maps non-secure memory in the unprotected half (kvm-host.md §1.10). One object serves one request.</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
/// <param name="request">The request, which has been checked.</param>
internal sealed class SharedMapper(HostCore host, RealmRecord realm, SharedMemoryRequest request)
{
    private readonly RttBuilder _tables = new(host, realm);
    private readonly List<MemoryRange> _reserved = [];
    private readonly SharedAttributes _attributes = new(request.MemoryAttribute, request.Read, request.Write);

    /// <summary>Maps what the request asks for. When a call fails, what was mapped stays mapped and recorded; the rest is freed.</summary>
    internal RealmMemory Map()
    {
        ulong ipa = request.Ipa.Value;
        ulong top = ipa + request.Size.Bytes;
        int limit = MemoryChecks.LevelOf(request.MaximumPageSize);
        var plan = new MappingPlan(host, realm, limit);
        IReadOnlyList<MappingExtent> extents;
        if (request.Address is { } address)
        {
            var chosen = new MemoryRange(address.Value, request.Size.Bytes);
            extents = [new MappingExtent(ipa, chosen, FirstLevel(limit))];
            ReserveFree(chosen);
        }
        else
        {
            plan.Reserve(ipa, top, new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number));
            extents = plan.Extents;
            _reserved.AddRange(extents.Select(static e => e.Memory));
        }

        var pageSize = new ByteSize(RttGeometry.EntrySize(extents.Min(static e => e.Level)));
        MemoryRegion region = realm.AddRegion(request, pageSize);
        try
        {
            foreach (MappingExtent extent in extents)
            {
                HostCall? failure = Map(extent, region);
                if (failure is not null)
                {
                    throw host.Failed(failure, $"Mapping shared memory 0x{ipa:x}-0x{top:x} of realm '{realm.Name}'", realm.Name);
                }
            }
        }
        finally
        {
            host.Calls.BeginUnwinding();
            foreach (MemoryRange range in _reserved)
            {
                host.Granules.TakeBack(range.Base, range.Top);
            }
        }

        return new RealmMemory(
            realm.Name, request.Ipa, request.Size, RealmMemoryKind.Shared, IsMeasured: false, pageSize,
            new PhysicalAddress(extents[0].Memory.Base), string.Empty);
    }

    private int FirstLevel(int limit) => Math.Max(limit, Math.Max(RttGeometry.FirstBlockLevel, realm.Geometry.StartLevel));

    private HostCall? Map(MappingExtent extent, MemoryRegion region)
    {
        int floor = extent.Level;
        var stuck = default(Stuck);
        ulong ipa = extent.Ipa;
        while (ipa < extent.Top)
        {
            host.Calls.ThrowIfCancelled();
            ulong pa = extent.Memory.Base + (ipa - extent.Ipa);
            int level = floor;
            while ((ipa | pa) % RttGeometry.EntrySize(level) != 0 || extent.Top - ipa < RttGeometry.EntrySize(level)) level++;

            ulong until = extent.Top & ~(RttGeometry.EntrySize(level) - 1);
            if (level > extent.Level)
            {
                ulong larger = RttGeometry.EntrySize(level - 1);
                until = Math.Min(until, (ipa & ~(larger - 1)) + larger);
            }

            HostCall? failure = host.Moves.MapShared(host, realm, ipa, until, pa, level, _attributes, out ulong next);
            if (failure is null)
            {
                Record(ipa, next, pa, level, region);
                ipa = next;
                floor = extent.Level;
                continue;
            }

            if (failure.Unanswered is not null || failure.Result.Status != RmiStatus.ErrorRtt || failure.Complaint.Length > 0 || stuck.At(ipa)) return failure;

            if (failure.Result.Level < level)
            {
                failure = _tables.Create(ipa, failure.Result.Level + 1, existing: true);
                if (failure is not null) return failure;
            }
            else if (level < RttGeometry.LastLevel)
            {
                floor = level + 1;
            }
            else
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>What is free of the memory that the caller chose must not be handed out while a realm maps it.</summary>
    private void ReserveFree(MemoryRange chosen)
    {
        foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(chosen.Base, chosen.Top))
        {
            if (!run.Value.IsFree) continue;

            ulong start = Math.Max(chosen.Base, run.Base);
            ulong top = Math.Min(chosen.Top, run.Top);
            host.Ledger.Set(start, top, new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number));
            _reserved.Add(new MemoryRange(start, top - start));
        }
    }

    private void Record(ulong ipa, ulong next, ulong pa, int level, MemoryRegion region)
    {
        ulong offset = unchecked(pa - ipa);
        var record = new GranuleRecord(
            GranuleUse.Shared, Level: (sbyte)level, Owner: realm.Number, Since: host.Calls.Newest, IpaOffset: unchecked(ipa - pa));
        if (request.Address is null)
        {
            host.Ledger.Set(pa, pa + (next - ipa), record);
            realm.Memory.Set(ipa, next, new MappingRecord(region.Number, offset, IsAllocated: true));
            return;
        }

        realm.Memory.Set(ipa, next, new MappingRecord(region.Number, offset, IsAllocated: false));
        foreach (MemoryRange range in _reserved)
        {
            ulong start = Math.Max(pa, range.Base);
            ulong top = Math.Min(pa + (next - ipa), range.Top);
            if (start >= top) continue;

            host.Ledger.Set(start, top, record);
            realm.Memory.Set(unchecked(start - offset), unchecked(top - offset), new MappingRecord(region.Number, offset, IsAllocated: true));
        }
    }
}
