using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Takes memory out of a realm and returns it (kvm-host.md §1.11).</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class Unmapper(HostCore host, RealmRecord realm)
{
    private delegate HostCall? Move(ulong ipa, ulong top, out ulong next);

    private readonly RttBuilder _tables = new(host, realm);

    /// <summary>Unmaps private memory, undelegates and frees it.</summary>
    /// <returns>Null, or the call that stopped it.</returns>
    internal HostCall? Private(ulong ipa, ulong top) => Sweep(ipa, top, StepPrivate);

    /// <summary>Unmaps shared memory and frees what the host had allocated for it.</summary>
    /// <returns>Null, or the call that stopped it.</returns>
    internal HostCall? Shared(ulong ipa, ulong top) => Sweep(ipa, top, StepShared);

    /// <summary>Frees shared memory of a realm whose tables are gone.</summary>
    internal void ForgetShared(ulong ipa, ulong top)
    {
        foreach (Run<MappingRecord> run in realm.Memory.Overlapping(ipa, top))
        {
            ulong from = Math.Max(ipa, run.Base);
            ulong to = Math.Min(top, run.Top);
            realm.Memory.Clear(from, to);
            if (run.Value.IsAllocated) Release(unchecked(from + run.Value.AddressOffset), unchecked(to + run.Value.AddressOffset));
        }
    }

    /// <summary>Frees what the host had set aside, unless it is still shared elsewhere: then it is freed with the last who maps it.</summary>
    private void Release(ulong start, ulong top)
    {
        foreach (RealmRecord sharer in host.Realms)
        {
            if (sharer.TryInherit(start, top, out ulong ipa, out MemoryRange inherited))
            {
                host.Ledger.TryGet(inherited.Base, out Run<GranuleRecord> granules);
                host.Ledger.Set(
                    inherited.Base, inherited.Top, granules.Value with { Owner = sharer.Number, IpaOffset = unchecked(ipa - inherited.Base) });
                if (start < inherited.Base) Release(start, inherited.Base);
                if (inherited.Top < top) Release(inherited.Top, top);
                return;
            }
        }

        host.Pages.Free(start, top);
    }

    private HostCall? Sweep(ulong ipa, ulong top, Move move)
    {
        ulong stuckAt = ulong.MaxValue;
        int attempts = 0;
        while (ipa < top)
        {
            host.Calls.LetGo();
            host.Calls.ThrowIfCancelled();
            HostCall? failure = move(ipa, top, out ulong next);
            ipa = next;
            if (failure is null) continue;

            if (failure.Command is RmiCommand.GranuleRangeUndelegate or RmiCommand.GranuleUndelegate) return failure;

            attempts = ipa == stuckAt ? attempts + 1 : 0;
            stuckAt = ipa;
            int level = failure.Result.Level;
            if (failure.Result.Status != RmiStatus.ErrorRtt || failure.Unanswered is not null || failure.Complaint.Length > 0
                || level >= RttGeometry.LastLevel || attempts > RttGeometry.LastLevel)
            {
                Lose(ipa, top, failure);
                return failure;
            }

            failure = SplitOrSkip(ipa, top, level, out next);
            if (failure is not null) return failure;
            ipa = Math.Min(next, top);
        }

        return null;
    }

    /// <summary>
    /// Deals with an entry that reaches beyond the range: a block is split, a hole is skipped. The kernel makes a table even for a hole,
    /// which fails when memory is short (kvm-host.md §4, S25).
    /// </summary>
    private HostCall? SplitOrSkip(ulong ipa, ulong top, int level, out ulong next)
    {
        next = ipa;
        ulong entry = ipa & ~(RttGeometry.EntrySize(level) - 1);
        var read = new RmiRegisters(RmiCommand.RttReadEntry, realm.Rd, entry, unchecked((ulong)level));
        HostCall? failure = host.Calls.Require(ref read, CallTarget.Entry(entry, level));
        if (failure is not null) return failure;

        if (read.X2 == (ulong)RttEntryState.Unassigned)
        {
            next = Math.Min(top, entry + RttGeometry.EntrySize(unchecked((int)read.X1)));
            return null;
        }

        return _tables.Create(ipa, level + 1, existing: true);
    }

    private HostCall? StepPrivate(ulong ipa, ulong top, out ulong next)
    {
        HostCall? failure = host.Moves.UnmapData(host, realm, ipa, top, out next, out MemoryRange returned);
        if (returned.Size == 0)
        {
            realm.Memory.Clear(ipa, next);
            return failure;
        }

        bool known = host.Ledger.IsDram(returned.Base, returned.Top)
            && host.Ledger.Overlapping(returned.Base, returned.Top).All(r => r.Value.Owner == realm.Number && !r.Value.IsFree);
        if (!known) return failure ?? host.Calls.Complain($"returns {returned}, which the host never gave it");

        realm.Memory.Clear(ipa, next);
        host.Ledger.Set(returned.Base, returned.Top, new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number, Since: host.Calls.Newest));
        HostCall? lost = host.Granules.Return(returned.Base, returned.Top);
        return failure ?? lost;
    }

    private HostCall? StepShared(ulong ipa, ulong top, out ulong next)
    {
        HostCall? failure = host.Moves.UnmapShared(host, realm, ipa, top, out next);
        if (failure is null) ForgetShared(ipa, next);
        return failure;
    }

    /// <summary>
    /// Marks the granule as lost that the failed call should have returned first; when it was not answered, all that it may have returned.
    /// </summary>
    private void Lose(ulong ipa, ulong top, HostCall failure)
    {
        if (failure.Complaint.Length > 0) return;

        foreach (Run<MappingRecord> run in realm.Memory.Overlapping(ipa, failure.Unanswered is null ? ulong.MaxValue : top))
        {
            ulong from = unchecked(Math.Max(ipa, run.Base) + run.Value.AddressOffset);
            ulong to = failure.Unanswered is null ? from + Granule.Size : unchecked(Math.Min(top, run.Top) + run.Value.AddressOffset);
            bool isData = host.Ledger.TryGet(from, out Run<GranuleRecord> granule) && granule.Value.Use == GranuleUse.Data;
            if (isData) host.Ledger.Lose(from, to, failure.Fate, failure.Stamp);
            if (failure.Unanswered is null) return;
        }
    }
}
