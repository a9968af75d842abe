using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The moves of RMI 2.0: ranges, one output descriptor a call, stateful operations, terminate.</summary>
internal sealed class Moves20 : IHostMoves
{
    /// <inheritdoc/>
    public bool MovesRanges => true;

    /// <inheritdoc/>
    public bool Terminates => true;

    /// <inheritdoc/>
    public bool HostChoosesVmid => false;

    /// <inheritdoc/>
    public int FirstBlockLevel => RttGeometry.FirstBlockLevel;

    /// <inheritdoc/>
    public HostCall? Activate(HostCore host)
    {
        HostCall? failure = host.Calls.Clear(host.ScratchPage, Granule.Size);
        if (failure is not null) return failure;

        var configure = new RmiRegisters(RmiCommand.RmmConfigSet, host.ScratchPage);
        RmiResult configured = host.Calls.Invoke(ref configure, default);

        // An RMM that is active already refuses both; it serves all the same.
        if (configured.Status == RmiStatus.ErrorGlobal) return InsistOnTracking(host);
        if (!configured.IsSuccess) return host.Calls.Failure();

        var activate = new RmiRegisters(RmiCommand.RmmActivate);
        failure = new StatefulOperation(host, 0, GranuleUse.Delegated, 0).Run(activate, default, out _);
        return failure ?? InsistOnTracking(host);
    }

    /// <inheritdoc/>
    public RmiRegisters MoveGranules(bool toRealm, ulong start, ulong top) =>
        new(toRealm ? RmiCommand.GranuleRangeDelegate : RmiCommand.GranuleRangeUndelegate, start, top);

    /// <inheritdoc/>
    public ulong MovedTo(bool toRealm, ulong start, RmiRegisters outputs) => outputs.X1;

    /// <inheritdoc/>
    public void Complete(RealmParams parameters, RealmRecord realm)
    {
    }

    /// <inheritdoc/>
    public HostCall? MapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, out ulong next)
    {
        var call = new RmiRegisters(
            RmiCommand.RttDataMap, realm.Rd, ipa, top, new RttRangeFlags(OutputAddressType.Single).Word, Descriptor(ipa, top, pa, level, undelegated: false));
        HostCall? failure = Map(host, call, out next);
        if (failure?.Unanswered is not null) host.Ledger.Lose(pa, pa + (top - ipa), failure.Fate, failure.Stamp);
        return failure;
    }

    /// <inheritdoc/>
    public HostCall? MapContent(HostCore host, RealmRecord realm, ulong ipa, ulong pa, ulong source, bool measure)
    {
        var call = new RmiRegisters(RmiCommand.RttDataMapInit, realm.Rd, pa, ipa, source, measure ? 1ul : 0);
        return host.Calls.Require(ref call, CallTarget.Address(ipa));
    }

    /// <inheritdoc/>
    public HostCall? UnmapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next, out MemoryRange returned)
    {
        var call = new RmiRegisters(RmiCommand.RttDataUnmap, realm.Rd, ipa, top, new RttRangeFlags(OutputAddressType.Single).Word);
        HostCall? failure = Unmap(host, ref call, out next);
        var descriptor = new AddressRangeDescriptor(failure is null ? call.X2 : 0);
        returned = new MemoryRange(descriptor.Address, descriptor.Length);
        return failure;
    }

    /// <inheritdoc/>
    public HostCall? MapShared(
        HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, SharedAttributes attributes, out ulong next)
    {
        var flags = new RttRangeFlags(
            OutputAddressType.Single, memoryAttribute: attributes.MemoryAttribute, accessPermission: attributes.AccessPermission);
        ulong descriptor = Descriptor(ipa, top, pa, level, undelegated: true);
        return Map(host, new RmiRegisters(RmiCommand.RttUnprotMap, realm.Rd, ipa, top, flags.Word, descriptor), out next);
    }

    /// <inheritdoc/>
    public HostCall? UnmapShared(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next)
    {
        var call = new RmiRegisters(RmiCommand.RttUnprotUnmap, realm.Rd, ipa, top, new RttRangeFlags(OutputAddressType.None).Word);
        return Unmap(host, ref call, out next);
    }

    /// <inheritdoc/>
    public HostCall? CreateRec(HostCore host, RealmRecord realm, VcpuRecord vcpu)
    {
        var call = new RmiRegisters(RmiCommand.RecCreate, realm.Rd, vcpu.Rec, host.ScratchPage);
        return Run(host, realm, vcpu, call, GranuleUse.Rec);
    }

    /// <inheritdoc/>
    public HostCall? DestroyRec(HostCore host, RealmRecord realm, VcpuRecord vcpu) =>
        Run(host, realm, vcpu, new RmiRegisters(RmiCommand.RecDestroy, vcpu.Rec), GranuleUse.Delegated);

    /// <inheritdoc/>
    public HostCall? Resume(HostCore host, RealmRecord realm, PendingOperation operation)
    {
        VcpuRecord vcpu = operation.Vcpu!;
        var run = new StatefulOperation(host, realm.Number, GranuleUse.RecAux, vcpu.LedgerKey);
        HostCall? failure = run.Resume(operation, CallTarget.Vcpu(vcpu.Index), out PendingOperation? pending);
        realm.Pending.Remove(operation);
        Conclude(host, realm, vcpu, operation.Command == RmiCommand.RecCreate ? GranuleUse.Rec : GranuleUse.Delegated, run, pending, failure);
        return failure;
    }

    /// <inheritdoc/>
    public ImmutableArray<CallCount> UnmapDataCalls(TeardownExtent extent) => [new(RmiCommand.RttDataUnmap, extent.Stretches + extent.LeafTables + 1)];

    /// <inheritdoc/>
    public ImmutableArray<CallCount> UnmapSharedCalls() => [new(RmiCommand.RttUnprotUnmap, 1)];

    /// <inheritdoc/>
    public ImmutableArray<CallCount> DestroyRecCalls() =>
        [new(RmiCommand.RecDestroy, 1), new(RmiCommand.OpMemReclaim, 1), new(RmiCommand.OpContinue, 1)];

    private static HostCall? Run(HostCore host, RealmRecord realm, VcpuRecord vcpu, RmiRegisters call, GranuleUse outcome)
    {
        var operation = new StatefulOperation(host, realm.Number, GranuleUse.RecAux, vcpu.LedgerKey);
        HostCall? failure = operation.Run(call, CallTarget.Vcpu(vcpu.Index), out PendingOperation? pending);
        Conclude(host, realm, vcpu, outcome, operation, pending, failure);
        return failure;
    }

    /// <summary>Records what has become of the REC granule: its new use, or lost with an operation that did not end.</summary>
    private static void Conclude(
        HostCore host, RealmRecord realm, VcpuRecord vcpu, GranuleUse outcome, StatefulOperation operation, PendingOperation? pending, HostCall? failure)
    {
        if (operation.Succeeded)
        {
            var since = new CallStamp(host.Calls.Sequence, RmiCommand.OpContinue, RmiResult.Success);
            host.Ledger.Set(vcpu.Rec, vcpu.Rec + Granule.Size, new GranuleRecord(
                outcome, Owner: realm.Number, Since: since, IpaOffset: vcpu.LedgerKey));
        }
        else if (pending is null && failure is { Unanswered: null, Command: RmiCommand.OpContinue })
        {
            // The operation ended without success: a REC that was to be created is an ordinary granule again.
            host.Ledger.Set(vcpu.Rec, vcpu.Rec + Granule.Size, new GranuleRecord(
                GranuleUse.Delegated, Owner: realm.Number, Since: failure.Stamp, IpaOffset: vcpu.LedgerKey));
        }
        else if (pending is not null && failure is not null)
        {
            realm.Pending.Add(pending with { Vcpu = vcpu });
            host.Ledger.Set(vcpu.Rec, vcpu.Rec + Granule.Size, new GranuleRecord(
                GranuleUse.Rec, failure.Fate, Owner: realm.Number, Since: failure.Stamp, IpaOffset: vcpu.LedgerKey));
        }
    }

    private static ulong Descriptor(ulong ipa, ulong top, ulong pa, int level, bool undelegated)
    {
        int blocks = (int)Math.Min((top - ipa) >> RttGeometry.EntryShift(level), AddressRangeDescriptor.MaximumCount);
        return new AddressRangeDescriptor(pa, blocks, RttGeometry.LastLevel - level, undelegated).Word;
    }

    private static HostCall? Map(HostCore host, RmiRegisters call, out ulong next)
    {
        (ulong ipa, ulong top) = (call.X2, call.X3);
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Range(ipa, top)) ?? Progress(host, ipa, top, call.X1);
        next = failure is null ? call.X1 : ipa;
        return failure;
    }

    private static HostCall? Unmap(HostCore host, ref RmiRegisters call, out ulong next)
    {
        (ulong ipa, ulong top) = (call.X2, call.X3);
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Range(ipa, top));

        // The reference leaves X1 zero with ERROR_RTT; taking it for progress is the defect of kvm-host.md §1.11.
        next = failure is null ? Math.Min(call.X1, top) : ipa;
        return failure ?? Progress(host, ipa, top, next);
    }

    private static HostCall? Progress(HostCore host, ulong ipa, ulong top, ulong next) =>
        next > ipa && next <= top ? null : host.Calls.Complain($"reports progress to 0x{next:x}, which is not within 0x{ipa:x}-0x{top:x}");

    /// <summary>Every bank has to be conventional memory that the RMM tracks by granule (kvm-host.md §1.2, step 6).</summary>
    private static HostCall? InsistOnTracking(HostCore host)
    {
        const ulong Conventional = 0;
        const ulong Fine = 2;
        foreach (MemoryRange bank in host.Ledger.Banks)
        {
            for (ulong address = bank.Base; address < bank.Top;)
            {
                var call = new RmiRegisters(RmiCommand.GranuleTrackingGet, address, bank.Top);
                HostCall? failure = host.Calls.Require(ref call, CallTarget.Range(address, bank.Top));
                if (failure is not null) return failure;
                if (call.X1 != Conventional || call.X2 != Fine)
                {
                    return host.Calls.Complain($"reports category {call.X1} and tracking {call.X2}, not conventional memory tracked by granule");
                }

                if (call.X3 <= address) return host.Calls.Complain($"reports progress to 0x{call.X3:x}");
                address = call.X3;
            }
        }

        return null;
    }
}
