using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Creates, enters and destroys RECs with the pages they need (kvm-host.md §1.8).</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class VcpuKeeper(HostCore host, RealmRecord realm)
{
    private const int EntryHalf = RecRun.ExitOffset;

    /// <summary>Creates a vCPU; the request has been checked.</summary>
    /// <exception cref="HostException"><see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>; nothing is left behind but what was lost.</exception>
    internal VcpuRecord Add(VcpuRequest request)
    {
        var record = new GranuleRecord(GranuleUse.HostOwned, Owner: realm.Number);
        if (host.Ledger.FreeGranules < RecParams.AuxiliaryGranules + 2
            || !host.Pages.TryTakePage(record, out ulong rec) || !host.Pages.TryTakePage(record, out ulong run))
        {
            throw new HostException(
                FailureId.OutOfMemory,
                $"A vCPU takes {RecParams.AuxiliaryGranules + 2} granules; {host.Ledger.FreeGranules} of the host's DRAM are free.",
                "Remove realms or memory that are not needed, or connect a host with more DRAM.", realm.Name);
        }

        int index = realm.NextVcpuIndex;
        var vcpu = new VcpuRecord(index, rec, run, request.EntryPoint, request.Runnable ?? index == 0)
        {
            Registers = request.Registers.IsDefault ? [] : request.Registers,
        };
        HostCall? failure = host.Calls.Clear(run, Granule.Size) ?? WriteParameters(vcpu, request);
        failure ??= host.Granules.Delegate(rec, rec + Granule.Size, realm.Number);
        failure ??= host.Moves.CreateRec(host, realm, vcpu);
        if (failure is null)
        {
            realm.Vcpus.Add(vcpu);
            realm.NextVcpuIndex++;
            return vcpu;
        }

        host.Calls.BeginUnwinding();
        host.Granules.TakeBack(rec, rec + Granule.Size);
        if (realm.Pending.Exists(p => p.Vcpu == vcpu))
        {
            Lose(vcpu, failure);
        }
        else
        {
            host.Granules.TakeBack(run, run + Granule.Size);
        }

        throw host.Failed(failure, $"Creating vCPU {index} of realm '{realm.Name}'", realm.Name);
    }

    /// <summary>Destroys a vCPU and returns its granules.</summary>
    /// <returns>Null, or the call that failed; what it should have returned is lost then.</returns>
    internal HostCall? Remove(VcpuRecord vcpu)
    {
        PendingOperation? pending = realm.Pending.Find(p => p.Vcpu == vcpu);
        if (pending is null) return Conclude(vcpu, host.Moves.DestroyRec(host, realm, vcpu));

        HostCall? failure = Resume(pending);
        if (failure is not { Unanswered: null, Result.Status: RmiStatus.ErrorInput }) return failure;

        // The RMM knows of no such operation: it may never have begun.
        realm.Pending.RemoveAll(p => p.Vcpu == vcpu);
        HostCall? again = host.Moves.DestroyRec(host, realm, vcpu);
        if (again is not null) realm.Pending.Add(pending);
        return Conclude(vcpu, again) is null ? null : failure;
    }

    /// <summary>Goes on with an operation on a vCPU that could not be finished before.</summary>
    internal HostCall? Resume(PendingOperation operation)
    {
        HostCall? failure = host.Moves.Resume(host, realm, operation);
        if (operation.Vcpu is not { } vcpu) return failure;

        bool unknown = operation.Command == RmiCommand.RecCreate && failure is { Unanswered: null, Result.Status: RmiStatus.ErrorInput };
        if (unknown && host.Moves.DestroyRec(host, realm, vcpu) is null)
        {
            // The REC had been created, and the answer was lost.
            realm.Pending.RemoveAll(p => p.Vcpu == vcpu);
            failure = null;
        }

        return Conclude(vcpu, failure);
    }

    /// <summary>REC_ENTER.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RmiFailed"/>.</exception>
    internal RecExit Enter(VcpuRecord vcpu, RecEntry entry)
    {
        byte[] page = new byte[(int)Granule.Size];
        var run = new RecRun(page) { EntryFlags = entry.Flags, EntryGicHcr = entry.GicHcr };
        entry.Registers.AsSpan().CopyTo(run.EntryGprs);
        entry.GicListRegisters.AsSpan().CopyTo(run.EntryGicListRegisters);
        HostCall? failure = host.Calls.Write(vcpu.RunPage, page.AsSpan(0, EntryHalf));
        var call = new RmiRegisters(RmiCommand.RecEnter, vcpu.Rec, vcpu.RunPage);
        failure ??= host.Calls.Require(ref call, CallTarget.Vcpu(vcpu.Index));
        failure ??= host.Calls.Read(vcpu.RunPage + EntryHalf, page.AsSpan(EntryHalf));
        if (failure is not null) throw host.Failed(failure, $"Entering vCPU {vcpu.Index} of realm '{realm.Name}'", realm.Name);

        vcpu.LastExit = Decode(vcpu, run);
        if (IsPowerOff(vcpu.LastExit)) realm.State = RealmState.SystemOff;
        return vcpu.LastExit;
    }

    private static bool IsPowerOff(RecExit exit)
    {
        const ulong SystemOff = 0x84000008;
        const ulong SystemReset = 0x84000009;
        return exit.Reason == RecExitReason.Psci && exit.Registers[0] is SystemOff or SystemReset;
    }

    private RecExit Decode(VcpuRecord vcpu, RecRun run) => new(
        realm.Name,
        vcpu.Index,
        run.ExitReason,
        new ExceptionSyndrome(run.Esr),
        run.Far,
        new Ipa(Granule.AlignDown(run.Hpfar << 8)),
        [.. run.ExitGprs],
        new Ipa(run.RipasBase),
        new Ipa(run.RipasTop),
        run.RipasValue,
        run.HostCallImmediate);

    private HostCall? WriteParameters(VcpuRecord vcpu, VcpuRequest request)
    {
        byte[] page = new byte[(int)Granule.Size];
        var parameters = new RecParams(page)
        {
            Flags = vcpu.IsRunnable ? RecParams.Runnable : 0,
            Mpidr = vcpu.Mpidr,
            Pc = vcpu.EntryPoint.Value,
        };
        request.Registers.AsSpan().CopyTo(parameters.Gprs);
        return host.Calls.Write(host.ScratchPage, page);
    }

    private HostCall? Conclude(VcpuRecord vcpu, HostCall? failure)
    {
        GranuleRecord rec = host.Ledger.TryGet(vcpu.Rec, out Run<GranuleRecord> run) ? run.Value : default;
        if (rec.Use == GranuleUse.Rec && rec.Fate == GranuleFate.Sound && failure is null)
        {
            // A creation that was resumed.
            realm.Vcpus.Add(vcpu);
            realm.NextVcpuIndex = vcpu.Index + 1;
            return null;
        }

        if (rec.Use == GranuleUse.Delegated && rec.Owner == realm.Number)
        {
            realm.Vcpus.Remove(vcpu);
            host.Pages.Free(vcpu.RunPage, vcpu.RunPage + Granule.Size);
            HostCall? lost = host.Granules.Return(vcpu.Rec, vcpu.Rec + Granule.Size);
            return failure ?? lost;
        }

        if (failure is not null) Lose(vcpu, failure);
        return failure;
    }

    private void Lose(VcpuRecord vcpu, HostCall failure)
    {
        host.Ledger.Lose(vcpu.Rec, vcpu.Rec + Granule.Size, failure.Fate, failure.Stamp);
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number).ToList())
        {
            if (run.Value.Use == GranuleUse.RecAux && run.Value.IpaOffset == vcpu.LedgerKey)
            {
                host.Ledger.Lose(run.Base, run.Top, failure.Fate, failure.Stamp);
            }
        }
    }
}
