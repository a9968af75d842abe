using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Makes, folds and destroys tables, with the granules they need and return.</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class RttBuilder(HostCore host, RealmRecord realm)
{
    /// <summary>RTT_CREATE. When the call fails the granule is returned.</summary>
    /// <param name="ipa">Any IPA the table shall translate.</param>
    /// <param name="level">Level of the table.</param>
    /// <param name="existing">Whether it is fine when the table exists already: another vCPU may have made it (kvm-host.md §1.9).</param>
    internal HostCall? Create(ulong ipa, int level, bool existing = false)
    {
        if (!host.Pages.TryTakePage(new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number), out ulong page))
        {
            return host.Calls.Complain($"needs a table at level {level}, and the host has no free granule for it", FailureId.OutOfMemory);
        }

        HostCall? failure = host.Granules.Delegate(page, page + Granule.Size, realm.Number);
        if (failure is null)
        {
            ipa &= ~(RttGeometry.EntrySize(level - 1) - 1);
            var call = new RmiRegisters(RmiCommand.RttCreate, realm.Rd, page, ipa, unchecked((ulong)level));
            failure = host.Calls.Require(ref call, CallTarget.Entry(ipa, level));
            if (failure is null)
            {
                host.Ledger.Set(page, page + Granule.Size, new GranuleRecord(
                    GranuleUse.Rtt, Level: (sbyte)level, Owner: realm.Number,
                    Since: new CallStamp(host.Calls.Sequence, RmiCommand.RttCreate, RmiResult.Success), IpaOffset: unchecked(ipa - page)));
                return null;
            }

            if (failure.Unanswered is not null) host.Ledger.Lose(page, page + Granule.Size, failure.Fate, failure.Stamp);
        }

        host.Granules.TakeBack(page, page + Granule.Size);
        bool exists = failure.Result is { Status: RmiStatus.ErrorRtt } result && result.Level == level - 1;
        return existing && exists ? null : failure;
    }

    /// <summary>RTT_FOLD; the table's granule is returned.</summary>
    internal HostCall? Fold(ulong ipa, int level)
    {
        var call = new RmiRegisters(RmiCommand.RttFold, realm.Rd, ipa, unchecked((ulong)level));
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Entry(ipa, level));
        if (failure is null) return Release(call.X1, ipa, level);

        if (failure.Unanswered is not null) Lose(ipa, level, failure);
        return failure;
    }

    /// <summary>RTT_DESTROY without what follows it; see <see cref="Release"/>.</summary>
    internal RmiRegisters Destroy(ulong ipa, int level)
    {
        var call = new RmiRegisters(RmiCommand.RttDestroy, realm.Rd, ipa, unchecked((ulong)level));
        host.Calls.Execute(ref call, CallTarget.Entry(ipa, level));
        return call;
    }

    /// <summary>Undelegates and frees a table that the RMM has handed out.</summary>
    internal HostCall? Release(ulong table, ulong ipa, int level)
    {
        if (!host.Ledger.TryGet(table, out Run<GranuleRecord> run) || run.Value.Owner != realm.Number || run.Value.Use is GranuleUse.Free)
        {
            return host.Calls.Complain($"hands out 0x{table:x} as the table of 0x{ipa:x} at level {level}, which the host never gave it");
        }

        host.Ledger.Set(table, table + Granule.Size, new GranuleRecord(
            GranuleUse.Delegated, Owner: realm.Number, Since: new CallStamp(host.Calls.Sequence, RmiCommand.RttDestroy, RmiResult.Success)));
        return host.Granules.Return(table, table + Granule.Size);
    }

    /// <summary>Marks a table as lost that a failed call should have returned.</summary>
    internal void Lose(ulong ipa, int level, HostCall failure)
    {
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number))
        {
            if (run.Value.Use != GranuleUse.Rtt || run.Value.Level != level || unchecked(run.Base + run.Value.IpaOffset) != ipa) continue;
            host.Ledger.Lose(run.Base, run.Top, failure.Fate, failure.Stamp);
            return;
        }
    }
}
