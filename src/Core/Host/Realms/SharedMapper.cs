using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Maps non-secure memory in the unprotected half (kvm-host.md §1.10). One object serves one request.</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
/// <param name="request">The request, which has been checked.</param>
internal sealed class SharedMapper(HostCore host, RealmRecord realm, SharedMemoryRequest request)
{
    private readonly RttBuilder _tables = new(host, realm);
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
            extents = [new MappingExtent(ipa, new MemoryRange(address.Value, request.Size.Bytes), FirstLevel(limit))];
        }
        else
        {
            plan.Reserve(ipa, top, new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number));
            extents = plan.Extents;
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
            foreach (MappingExtent extent in plan.Extents)
            {
                host.Granules.TakeBack(extent.Memory.Base, extent.Memory.Top);
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

    private void Record(ulong ipa, ulong next, ulong pa, int level, MemoryRegion region)
    {
        bool allocated = request.Address is null;
        if (allocated)
        {
            host.Ledger.Set(pa, pa + (next - ipa), new GranuleRecord(
                GranuleUse.Shared, Level: (sbyte)level, Owner: realm.Number, Since: host.Calls.Newest, IpaOffset: unchecked(ipa - pa)));
        }

        realm.Memory.Set(ipa, next, new MappingRecord(region.Number, unchecked(pa - ipa), allocated));
    }
}
