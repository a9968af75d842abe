using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// RECs of RMI 1.0: the host delegates as many auxiliary granules as REC_AUX_COUNT says and lists them in the parameters; REC_CREATE and
/// REC_DESTROY end at once (rmm-behaviour.md §4.6, §4.16).
/// </summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
/// <param name="vcpu">The vCPU.</param>
internal sealed class RecAuxiliaries(HostCore host, RealmRecord realm, VcpuRecord vcpu)
{
    private const int CountOffset = 0x800;
    private const int ListLength = (1 + RecParams.AuxiliaryGranules) * sizeof(ulong);

    private readonly List<ulong> _pages = [];

    /// <summary>REC_CREATE; the parameters are in the scratch page but for the auxiliary granules.</summary>
    /// <returns>Null, or the call that failed; the auxiliary granules are returned then.</returns>
    internal HostCall? Create()
    {
        // Also when there was no answer: then it may have been.
        bool created = false;
        try
        {
            HostCall? failure = Take() ?? WriteList();
            if (failure is not null) return failure;

            var call = new RmiRegisters(RmiCommand.RecCreate, realm.Rd, vcpu.Rec, host.ScratchPage);
            failure = host.Calls.Require(ref call, CallTarget.Vcpu(vcpu.Index));
            created = failure is not { Unanswered: null };
            if (created)
            {
                Record(vcpu.Rec, GranuleUse.Rec);
                _pages.ForEach(page => Record(page, GranuleUse.RecAux));
                NoteDoubt(RmiCommand.RecCreate, failure);
            }

            return failure;
        }
        finally
        {
            if (!created) GiveBack();
        }
    }

    /// <summary>REC_DESTROY; the REC's granule is delegated afterwards, its auxiliary granules are returned.</summary>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Destroy()
    {
        var call = new RmiRegisters(RmiCommand.RecDestroy, vcpu.Rec);
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Vcpu(vcpu.Index));
        NoteDoubt(RmiCommand.RecDestroy, failure);
        return failure ?? Release();
    }

    /// <summary>Finds out what has become of a REC after a call that was not answered, and destroys it if it is there.</summary>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Settle()
    {
        var call = new RmiRegisters(RmiCommand.RecDestroy, vcpu.Rec);
        HostCall? failure = host.Calls.Require(ref call, CallTarget.Vcpu(vcpu.Index));
        bool isGone = failure is null or { Unanswered: null, Result.Status: RmiStatus.ErrorInput };
        if (!isGone) realm.Pending.Add(Pending(RmiCommand.RecDestroy));
        return isGone ? Release() : failure;
    }

    private HostCall? Release()
    {
        HostCall? failure = null;
        Record(vcpu.Rec, GranuleUse.Delegated);
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number).ToList())
        {
            if (run.Value.Use != GranuleUse.RecAux || run.Value.IpaOffset != vcpu.LedgerKey) continue;

            host.Ledger.Set(run.Base, run.Top, new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number, Since: host.Calls.Newest));
            failure = host.Granules.Return(run.Base, run.Top) is { } lost ? failure ?? lost : failure;
        }

        return failure;
    }

    private void NoteDoubt(RmiCommand command, HostCall? failure)
    {
        if (failure?.Unanswered is not null) realm.Pending.Add(Pending(command));
    }

    private PendingOperation Pending(RmiCommand command) => new(Handle: 0, command, default) { Vcpu = vcpu };

    private HostCall? Take()
    {
        var ask = new RmiRegisters(RmiCommand.RecAuxCount, realm.Rd);
        HostCall? failure = host.Calls.Require(ref ask, CallTarget.Vcpu(vcpu.Index));
        if (failure is not null) return failure;
        if (ask.X1 > RecParams.AuxiliaryGranules)
        {
            return host.Calls.Complain($"asks for {ask.X1} auxiliary granules; the parameters of a REC have room for {RecParams.AuxiliaryGranules}");
        }

        for (ulong i = 0; i < ask.X1; i++)
        {
            if (!host.Pages.TryTakePage(new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number), out ulong page))
            {
                return host.Calls.Complain($"asks for {ask.X1} auxiliary granules, more than the host has free", FailureId.OutOfMemory);
            }

            _pages.Add(page);
            failure = host.Granules.Delegate(page, page + Granule.Size, realm.Number);
            if (failure is not null) return failure;
        }

        return null;
    }

    private HostCall? WriteList()
    {
        byte[] page = new byte[(int)Granule.Size];
        var parameters = new RecParams(page) { AuxiliaryCount = (ulong)_pages.Count };
        _pages.CopyTo(parameters.AuxiliaryAddresses);
        return host.Calls.Write(host.ScratchPage + CountOffset, page.AsSpan(CountOffset, ListLength));
    }

    private void GiveBack()
    {
        host.Calls.BeginUnwinding();
        _pages.ForEach(page => host.Granules.TakeBack(page, page + Granule.Size));
    }

    private void Record(ulong page, GranuleUse use) => host.Ledger.Set(page, page + Granule.Size, new GranuleRecord(
        use, Owner: realm.Number, Since: host.Calls.Newest, IpaOffset: vcpu.LedgerKey));
}
