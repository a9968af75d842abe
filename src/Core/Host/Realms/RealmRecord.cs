using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What the host knows of a realm, and changes as results come in.</summary>
internal sealed class RealmRecord
{
    private readonly Dictionary<int, MemoryRegion> _regions = [];
    private int _lastRegion;

    internal RealmRecord(int number, RealmRequest request, RealmGeometry geometry)
    {
        Number = number;
        Name = request.Name;
        Request = request;
        HashAlgorithm = request.HashAlgorithm;
        Geometry = geometry;
    }

    private RealmRecord(RealmRecord origin)
    {
        Number = origin.Number;
        Name = origin.Name;
        Request = origin.Request;
        HashAlgorithm = origin.HashAlgorithm;
        Geometry = origin.Geometry;
        State = origin.State;
        Unanswered = origin.Unanswered;
        Vmid = origin.Vmid;
        NextVcpuIndex = origin.NextVcpuIndex;
        RdHeld = origin.RdHeld;
        RootsHeld = origin.RootsHeld;
        Memory = origin.Memory.Fork();
        Vcpus = [.. origin.Vcpus.Select(static v => v with { })];
        Pending = [.. origin.Pending];
        _regions = new Dictionary<int, MemoryRegion>(origin._regions);
        _lastRegion = origin._lastRegion;
    }

    internal int Number { get; }

    internal string Name { get; }

    /// <summary>What it was asked to be like.</summary>
    internal RealmRequest Request { get; }

    internal RealmHashAlgorithm HashAlgorithm { get; }

    internal RealmGeometry Geometry { get; }

    internal ulong Rd => Geometry.Rd.Value;

    internal RealmState State { get; set; } = RealmState.New;

    /// <summary>Activation or termination that was not answered: <see cref="State"/> may be behind; null when there is none.</summary>
    internal RmiCommand? Unanswered { get; set; }

    /// <summary>VMID that the host chose (RMI 1.0).</summary>
    internal int Vmid { get; set; }

    /// <summary>Whether the RD page is not free again.</summary>
    internal bool RdHeld { get; set; } = true;

    /// <summary>Whether the pages of the root tables are not free again.</summary>
    internal bool RootsHeld { get; set; } = true;

    /// <summary>Index of the next REC; the RMM never accepts an index again (rmm-behaviour.md §1.6).</summary>
    internal int NextVcpuIndex { get; set; }

    internal List<VcpuRecord> Vcpus { get; } = [];

    /// <summary>Mapped IPA space.</summary>
    internal RunMap<MappingRecord> Memory { get; } = new();

    /// <summary>Stateful operations that could not be finished.</summary>
    internal List<PendingOperation> Pending { get; } = [];

    internal MemoryRange Roots => new(Geometry.RttBase.Value, (ulong)Geometry.RootCount * Granule.Size);

    internal RealmRecord Fork() => new(this);

    /// <summary>Adds what tells this realm from itself at another time to a digest.</summary>
    internal void AddTo(ref StateDigest digest)
    {
        digest.Add((ulong)unchecked((uint)Number) | ((ulong)State << 32) | (RdHeld ? 1ul << 40 : 0) | (RootsHeld ? 1ul << 41 : 0));
        digest.Add((ulong)(uint)Vcpus.Count | ((ulong)(uint)Pending.Count << 32));
        foreach (VcpuRecord vcpu in Vcpus)
        {
            digest.Add(vcpu.LedgerKey);
        }

        for (ulong at = 0; Memory.TryGetFrom(at, out Run<MappingRecord> run); at = run.Top)
        {
            digest.Add(run.Base);
            digest.Add(run.Top);
            digest.Add(run.Value.AddressOffset);
        }
    }

    internal MemoryRegion AddRegion(PrivateMemoryRequest request, ByteSize pageSize) => AddRegion(new MemoryRegion(
        ++_lastRegion, RealmMemoryKind.Private, request.Measure, pageSize, request.Content?.Name ?? string.Empty, new MemoryRange(request.Ipa.Value, request.Size.Bytes)));

    internal MemoryRegion AddRegion(SharedMemoryRequest request, ByteSize pageSize) => AddRegion(new MemoryRegion(
        ++_lastRegion, RealmMemoryKind.Shared, IsMeasured: false, pageSize, string.Empty, new MemoryRange(request.Ipa.Value, request.Size.Bytes))
    {
        Shared = request,
    });

    /// <summary>Makes the first part of a range that this realm maps too, at a chosen address, the realm's own to free.</summary>
    /// <param name="start">First PA of memory that another mapping had kept from being free.</param>
    /// <param name="top">PA after it.</param>
    /// <param name="ipa">Where the realm maps the part.</param>
    /// <param name="inherited">The part.</param>
    /// <returns>False when it maps none of it.</returns>
    internal bool TryInherit(ulong start, ulong top, out ulong ipa, out MemoryRange inherited)
    {
        bool chose = _regions.Values.Any(static r => r.Shared?.Address is not null);
        foreach (Run<MappingRecord> run in chose ? Memory.Overlapping(Geometry.UnprotectedBase.Value, Geometry.Top.Value) : [])
        {
            ulong offset = run.Value.AddressOffset;
            ulong from = Math.Max(start, unchecked(run.Base + offset));
            ulong to = Math.Min(top, unchecked(run.Top + offset));
            if (run.Value.IsAllocated || from >= to) continue;

            ipa = unchecked(from - offset);
            inherited = new MemoryRange(from, to - from);
            Memory.Set(ipa, ipa + inherited.Size, run.Value with { IsAllocated = true });
            return true;
        }

        ipa = 0;
        inherited = default;
        return false;
    }

    private MemoryRegion AddRegion(MemoryRegion region)
    {
        _regions[region.Number] = region;
        return region;
    }

    /// <summary>What is mapped, a row for each stretch of one region.</summary>
    internal ImmutableArray<RealmMemory> ListMemory()
    {
        var rows = ImmutableArray.CreateBuilder<RealmMemory>();
        int lastRegion = 0;
        foreach (Run<MappingRecord> run in Memory.Overlapping(0, ulong.MaxValue))
        {
            if (rows.Count > 0 && run.Value.Region == lastRegion && rows[^1].Top.Value == run.Base)
            {
                rows[^1] = rows[^1] with { Size = new ByteSize(rows[^1].Size.Bytes + run.Size) };
                continue;
            }

            lastRegion = run.Value.Region;
            MemoryRegion region = _regions[lastRegion];
            ulong address = unchecked(run.Base + run.Value.AddressOffset);
            rows.Add(new RealmMemory(
                Name, new Ipa(run.Base), new ByteSize(run.Size), region.Kind, region.IsMeasured, region.PageSize,
                new PhysicalAddress(address), region.Content)
            {
                Region = region,
            });
        }

        return rows.ToImmutable();
    }
}
