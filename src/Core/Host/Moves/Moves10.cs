using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// The moves of RMI 1.0: a granule, a page, an entry a call; larger entries by folding; no terminate, nothing that yields
/// (rmm-behaviour.md §4.16, §8.4, §9; the kernel series up to v12 of kvm-host.md §1).
/// </summary>
/// <remarks>
/// Pages of one table are moved in batches: the first call alone, because it is the one that ERROR_RTT answers, and once it has
/// succeeded those for the neighbours at once.
/// </remarks>
internal sealed class Moves10 : IHostMoves
{
    /// <inheritdoc/>
    public bool MovesRanges => false;

    /// <inheritdoc/>
    public bool Terminates => false;

    /// <inheritdoc/>
    public bool HostChoosesVmid => true;

    /// <inheritdoc/>
    public int FirstBlockLevel => RttGeometry.LastLevel;

    /// <inheritdoc/>
    public HostCall? Activate(HostCore host) => null;

    /// <inheritdoc/>
    public RmiRegisters MoveGranules(bool toRealm, ulong start, ulong top) =>
        new(toRealm ? RmiCommand.GranuleDelegate : RmiCommand.GranuleUndelegate, start);

    /// <inheritdoc/>
    public ulong MovedTo(bool toRealm, ulong start, RmiRegisters outputs) => start + Granule.Size;

    /// <inheritdoc/>
    public void Complete(RealmParams parameters, RealmRecord realm) => parameters.Vmid = (ushort)realm.Vmid;

    /// <inheritdoc/>
    public HostCall? MapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, out ulong next)
    {
        next = ipa;
        var call = new RmiRegisters(RmiCommand.DataCreateUnknown, realm.Rd, pa, ipa);
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Address(ipa));
        if (failure is not null)
        {
            if (failure.Unanswered is not null) host.Ledger.Lose(pa, pa + Granule.Size, failure.Fate, failure.Stamp);
            return failure;
        }

        next += Granule.Size;
        pa += Granule.Size;
        int more = PagesUntil(next, Math.Min(top, TableTop(ipa)));
        if (more == 0) return null;

        (ulong from, ulong fromPa) = (next, pa);
        failure = new PageCalls(host, new RmiRegisters(RmiCommand.DataCreateUnknown, realm.Rd, pa, next), (Granule.Size, Granule.Size)).Run(
            more, out int done, out _, (page, unanswered) => RecordStraggler(host, realm, At(from, page), At(fromPa, page), unanswered));
        next = At(from, done);
        return failure;
    }

    /// <inheritdoc/>
    public HostCall? MapContent(HostCore host, RealmRecord realm, ulong ipa, ulong pa, ulong source, bool measure)
    {
        var call = new RmiRegisters(RmiCommand.DataCreate, realm.Rd, pa, ipa, source, measure ? 1ul : 0);
        return host.Calls.Require(ref call, CallTarget.Address(ipa));
    }

    /// <inheritdoc/>
    public HostCall? UnmapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next, out MemoryRange returned)
    {
        next = ipa;
        returned = default;
        var call = new RmiRegisters(RmiCommand.DataDestroy, realm.Rd, ipa);
        RmiResult result = host.Calls.Execute(ref call, CallTarget.Address(ipa));
        if (!result.IsSuccess) return Skip(host, result, call.X2, ipa, top, out next);
        if (call.X2 <= ipa) return host.Calls.Complain($"reports 0x{call.X2:x} as the next live address");

        ulong pa = call.X1;
        returned = new MemoryRange(pa, Granule.Size);
        next = Math.Min(call.X2, top);
        ulong from = ipa + Granule.Size;
        int more = next == from ? PagesUntil(from, Math.Min(top, NeighboursTop(realm, ipa, pa))) : 0;
        if (more == 0) return null;

        HostCall? failure = new PageCalls(host, new RmiRegisters(RmiCommand.DataDestroy, realm.Rd, from), (Granule.Size, 0), pa + Granule.Size).Run(
            more, out int done, out RmiRegisters newest, (page, unanswered) => Forget(host, realm, At(from, page), At(pa + Granule.Size, page), unanswered));
        returned = new MemoryRange(pa, At(Granule.Size, done));
        next = failure is null ? Math.Clamp(newest.X2, At(from, done), Math.Max(top, At(from, done))) : At(from, done);
        return failure;
    }

    /// <inheritdoc/>
    public HostCall? MapShared(
        HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, SharedAttributes attributes, out ulong next)
    {
        next = ipa;
        var call = new RmiRegisters(RmiCommand.RttMapUnprotected, realm.Rd, ipa, unchecked((ulong)level), attributes.DescriptorOf(pa));
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Entry(ipa, level));
        if (failure is null) next += RttGeometry.EntrySize(level);
        return failure;
    }

    /// <inheritdoc/>
    /// <remarks>Tries the largest entry that begins here and fits, then smaller ones while tables stand in the way (kvm-host.md §1.11).</remarks>
    public HostCall? UnmapShared(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next)
    {
        int level = Math.Max(RttGeometry.FirstBlockLevel, realm.Geometry.StartLevel);
        while (level < RttGeometry.LastLevel && (ipa % RttGeometry.EntrySize(level) != 0 || top - ipa < RttGeometry.EntrySize(level))) level++;

        while (true)
        {
            next = ipa;
            var call = new RmiRegisters(RmiCommand.RttUnmapUnprotected, realm.Rd, ipa, unchecked((ulong)level));
            RmiResult result = host.Calls.Execute(ref call, CallTarget.Entry(ipa, level));
            if (result.IsSuccess)
            {
                if (call.X1 <= ipa) return host.Calls.Complain($"reports 0x{call.X1:x} as the next live address");
                next = Math.Min(call.X1, top);
                return null;
            }

            HostCall? failure = Skip(host, result, call.X1, ipa, top, out next);
            bool isTable = failure is { Unanswered: null } && result.Status == RmiStatus.ErrorRtt && result.Level == level && level < RttGeometry.LastLevel;
            if (!isTable) return failure;
            level++;
        }
    }

    /// <inheritdoc/>
    public HostCall? CreateRec(HostCore host, RealmRecord realm, VcpuRecord vcpu) => new RecAuxiliaries(host, realm, vcpu).Create();

    /// <inheritdoc/>
    public HostCall? DestroyRec(HostCore host, RealmRecord realm, VcpuRecord vcpu) => new RecAuxiliaries(host, realm, vcpu).Destroy();

    /// <inheritdoc/>
    /// <remarks>No command of RMI 1.0 goes on; what is pending is what an unanswered one has done.</remarks>
    public HostCall? Resume(HostCore host, RealmRecord realm, PendingOperation operation)
    {
        realm.Pending.Remove(operation);
        return new RecAuxiliaries(host, realm, operation.Vcpu!).Settle();
    }

    /// <inheritdoc/>
    public ImmutableArray<CallCount> UnmapDataCalls(TeardownExtent extent) =>
        [new(RmiCommand.DataDestroy, extent.Pages + (2 * extent.Blocks) + extent.LeafTables + 1), .. SplitCalls(extent.Blocks)];

    /// <inheritdoc/>
    public ImmutableArray<CallCount> UnmapSharedCalls() => [new(RmiCommand.RttUnmapUnprotected, 1)];

    /// <inheritdoc/>
    public ImmutableArray<CallCount> DestroyRecCalls() => [new(RmiCommand.RecDestroy, 1)];

    /// <summary>Takes ERROR_RTT whose output says that nothing is mapped up to an address further on for progress.</summary>
    private static HostCall? Skip(HostCore host, RmiResult result, ulong nextLive, ulong ipa, ulong top, out ulong next)
    {
        bool isHole = result.Status == RmiStatus.ErrorRtt && nextLive > ipa;
        next = isHole ? Math.Min(nextLive, top) : ipa;
        return isHole ? null : host.Calls.Failure();
    }

    /// <summary>A block is looked at and split before its pages can be destroyed.</summary>
    private static ImmutableArray<CallCount> SplitCalls(long blocks) => blocks == 0 ? [] :
    [
        new(RmiCommand.RttReadEntry, blocks), new(RmiCommand.GranuleDelegate, blocks), new(RmiCommand.RttCreate, blocks),
    ];

    private static ulong TableTop(ulong ipa)
    {
        ulong reach = RttGeometry.EntrySize(RttGeometry.LastLevel - 1);
        return (ipa & ~(reach - 1)) + reach;
    }

    /// <summary>How far the pages after one that was returned are the host's to expect: in the same table, mapped by the host, one after the other.</summary>
    private static ulong NeighboursTop(RealmRecord realm, ulong ipa, ulong pa)
    {
        bool isKnown = realm.Memory.TryGet(ipa, out Run<MappingRecord> run) && unchecked(ipa + run.Value.AddressOffset) == pa;
        return isKnown ? Math.Min(run.Top, TableTop(ipa)) : ipa;
    }

    private static int PagesUntil(ulong from, ulong top) => top <= from ? 0 : (int)((top - from) >> Granule.Shift);

    private static ulong At(ulong start, int page) => start + ((ulong)page << Granule.Shift);

    /// <summary>Keeps the ledger true of a page that was mapped, or may have been, after a call that failed.</summary>
    private static void RecordStraggler(HostCore host, RealmRecord realm, ulong ipa, ulong pa, HostCall? unanswered)
    {
        if (unanswered is not null)
        {
            host.Ledger.Lose(pa, pa + Granule.Size, unanswered.Fate, unanswered.Stamp);
            return;
        }

        host.Ledger.Set(pa, pa + Granule.Size, new GranuleRecord(
            GranuleUse.Data, Level: RttGeometry.LastLevel, Owner: realm.Number, Since: host.Calls.Newest, IpaOffset: unchecked(ipa - pa)));
    }

    /// <summary>Keeps the ledger true of a page that was unmapped, or may have been, after a call that failed.</summary>
    private static void Forget(HostCore host, RealmRecord realm, ulong ipa, ulong pa, HostCall? unanswered)
    {
        if (unanswered is not null)
        {
            host.Ledger.Lose(pa, pa + Granule.Size, unanswered.Fate, unanswered.Stamp);
            return;
        }

        host.Ledger.Set(pa, pa + Granule.Size, new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number, Since: host.Calls.Newest));
        realm.Memory.Clear(ipa, ipa + Granule.Size);
    }
}
