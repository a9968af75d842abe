using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Settles what is in doubt after a lost conversation by asking the RMM: whether a realm's root can be read, what its tables map, and
/// whether a granule lets itself be undelegated, or delegated. No call changes anything that the host could still use.
/// </summary>
/// <param name="host">The host, over the new connection.</param>
internal sealed class HostReconciler(HostCore host)
{
    private readonly ImmutableArray<ReconcileFinding>.Builder _findings = ImmutableArray.CreateBuilder<ReconcileFinding>();
    private readonly ImmutableArray<string>.Builder _gone = ImmutableArray.CreateBuilder<string>();
    private readonly IRmmDiagnostics? _views = host.Rmm.As<IRmmDiagnostics>();

    /// <summary>Asks about every realm, then about granules that belong to none.</summary>
    /// <returns>What was found; the realms that are gone; granules that came free.</returns>
    /// <exception cref="HostException"><see cref="FailureId.RmmUnreachable"/>: the connection is lost again.</exception>
    internal (ImmutableArray<ReconcileFinding> Findings, ImmutableArray<string> Gone, long Freed) Run()
    {
        long free = host.Ledger.FreeGranules;
        foreach (RealmRecord realm in host.Realms.ToList())
        {
            host.Calls.ThrowIfCancelled();
            Settle(realm);
        }

        List<Doubt> loose = DoubtsOf(run => !host.Realms.Exists(r => r.Number == run.Value.Owner));
        loose.ForEach(Ask);
        loose.ForEach(doubt => Report(doubt, "Ask for it again with Remove-GranuleDelegation."));
        return (_findings.ToImmutable(), _gone.ToImmutable(), host.Ledger.FreeGranules - free);
    }

    private void Settle(RealmRecord realm)
    {
        bool wasInDoubt = host.Ledger.TryGet(realm.Rd, out Run<GranuleRecord> rd) && rd.Value.Fate == GranuleFate.InDoubt;
        bool exists = realm.RdHeld && realm.State != RealmState.Destroyed && Exists(realm);
        if (!exists)
        {
            Bury(realm, wasInDoubt ? $"{rd.Value.Since} was not answered" : "the conversation was lost");
            return;
        }

        List<Doubt> doubts = DoubtsOf(run => run.Value.Owner == realm.Number);
        if (wasInDoubt)
        {
            var since = new CallStamp(host.Calls.Sequence, RmiCommand.RttReadEntry, RmiResult.Success);
            host.Ledger.Set(realm.Rd, realm.Rd + Granule.Size, new GranuleRecord(GranuleUse.Rd, Owner: realm.Number, Since: since));
            host.Ledger.Set(realm.Roots.Base, realm.Roots.Top, new GranuleRecord(
                GranuleUse.RootRtt, Level: (sbyte)realm.Geometry.StartLevel, Owner: realm.Number, Since: since));
        }

        SettleState(realm);
        var operations = FinishOperations(realm);
        if (doubts.Count > 0) AdoptMapped(realm);
        doubts.ForEach(Ask);
        ForgetVcpus(realm);
        operations.ForEach(o => Report(realm, o.Operation, o.Failure));
        doubts.ForEach(doubt => Report(doubt, $"Go on with the realm; Remove-Realm {realm.Name} asks for it again."));
    }

    /// <summary>A realm whose root can be read exists.</summary>
    private bool Exists(RealmRecord realm)
    {
        int level = realm.Geometry.StartLevel;
        var read = new RmiRegisters(RmiCommand.RttReadEntry, realm.Rd, 0, unchecked((ulong)level));
        RmiResult result = host.Calls.Invoke(ref read, CallTarget.Entry(0, level));
        return result.IsSuccess || (result.Status == RmiStatus.ErrorInput ? false : throw Failed());
    }

    /// <summary>Repeats an activation or termination that was not answered: what had happened already is refused, and changes nothing.</summary>
    private void SettleState(RealmRecord realm)
    {
        if (realm.Unanswered is not { } command) return;

        var call = new RmiRegisters(command, realm.Rd);
        RmiResult result = host.Calls.Execute(ref call, CallTarget.Address(realm.Rd));
        if (!result.IsSuccess && result.Status != RmiStatus.ErrorRealm) throw Failed();

        realm.Unanswered = null;
        realm.State = command == RmiCommand.RealmActivate ? RealmState.Active : RealmState.Terminated;
        string name = host.Rmm.Platform.Profile.NameOf(command.ToFunctionId());
        _findings.Add(new ReconcileFinding(
            realm.Name, "realm", $"{name} was not answered", result.IsSuccess ? "it had not taken effect, and was repeated" : "it had taken effect",
            $"the realm is {realm.State}", IsSettled: true, WayOut: string.Empty));
    }

    private List<(PendingOperation Operation, HostCall? Failure)> FinishOperations(RealmRecord realm)
    {
        List<(PendingOperation, HostCall?)> finished = [];
        foreach (PendingOperation operation in realm.Pending.ToList())
        {
            HostCall? failure = new VcpuKeeper(host, realm).Resume(operation);
            if (failure?.Unanswered is not null) throw Failed();
            finished.Add((operation, failure));
        }

        return finished;
    }

    /// <summary>A vCPU whose REC has come free is gone, however its operation ended.</summary>
    private void ForgetVcpus(RealmRecord realm)
    {
        foreach (VcpuRecord vcpu in realm.Vcpus.Concat(realm.Pending.Select(static p => p.Vcpu).OfType<VcpuRecord>()).Distinct().ToList())
        {
            if (host.Ledger.TryGet(vcpu.Rec, out Run<GranuleRecord> rec) && rec.Value.Owner == realm.Number) continue;

            realm.Vcpus.Remove(vcpu);
            realm.Pending.RemoveAll(p => p.Vcpu == vcpu);
            if (host.Ledger.TryGet(vcpu.RunPage, out Run<GranuleRecord> page) && page.Value.Owner == realm.Number) host.Pages.Free(vcpu.RunPage, vcpu.RunPage + Granule.Size);
        }
    }

    private void Report(RealmRecord realm, PendingOperation operation, HostCall? failure)
    {
        bool settled = !realm.Pending.Exists(p => p.Vcpu == operation.Vcpu);
        bool lives = realm.Vcpus.Exists(v => v.Index == operation.Vcpu?.Index);
        _findings.Add(new ReconcileFinding(
            realm.Name, operation.Vcpu is { } vcpu ? $"vCPU {vcpu.Index}" : "operation",
            $"{host.Rmm.Platform.Profile.NameOf(operation.Command.ToFunctionId())} was not finished",
            failure is null ? "it was driven to its end" : CallFailureText.Sentence(failure).TrimEnd('.'),
            lives ? "the vCPU is there" : "the vCPU is gone", settled, settled ? string.Empty : $"Remove-Realm {realm.Name} -Resume tries again."));
    }

    /// <summary>Granules in doubt that the realm's tables name, or consist of, are what the tables say.</summary>
    private void AdoptMapped(RealmRecord realm)
    {
        var reader = new RttTreeReader(host.Rmm, realm.Geometry);
        foreach (RttEntry entry in reader.Read(new RttTreeOptions { SkipEmpty = true }, batch => ReadAll(batch, realm)))
        {
            if (entry.Address is not { } address || !(entry.IsTable || (entry is { IsProtected: true, State: RttEntryState.Assigned }))) continue;

            ulong top = address.Value + (entry.IsTable ? Granule.Size : entry.Size.Bytes);
            foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(address.Value, top).Where(r => IsDoubtOf(r, realm.Number)).ToList())
            {
                (ulong from, ulong to) = (Math.Max(run.Base, address.Value), Math.Min(run.Top, top));
                ulong offset = unchecked(entry.Ipa.Value - address.Value);
                host.Ledger.Set(from, to, new GranuleRecord(
                    entry.IsTable ? GranuleUse.Rtt : GranuleUse.Data, Level: (sbyte)(entry.Level + (entry.IsTable ? 1 : 0)),
                    Owner: realm.Number, Since: run.Value.Since, IpaOffset: offset));
                if (!entry.IsTable) AdoptMapping(realm, unchecked(from + offset), unchecked(to + offset), unchecked(0 - offset));
            }
        }
    }

    private static void AdoptMapping(RealmRecord realm, ulong ipa, ulong top, ulong addressOffset)
    {
        if (realm.Memory.Overlapping(ipa, top).Any()) return;

        MemoryRegion region = realm.AddRegion(new PrivateMemoryRequest(new Ipa(ipa), new ByteSize(top - ipa)), new ByteSize(Granule.Size));
        realm.Memory.Set(ipa, top, new MappingRecord(region.Number, addressOffset, IsAllocated: true));
    }

    private void ReadAll(ArraySegment<RmiRegisters> batch, RealmRecord realm)
    {
        RmiRegisters first = batch[0];
        host.Calls.ThrowIfCancelled();
        host.Calls.InvokeAll(batch, CallTarget.Entry(first.X2, unchecked((int)first.X3)));
        foreach (RmiRegisters answer in batch)
        {
            if (!answer.Result.IsSuccess) throw RttTreeReader.Failure(host.Calls.Describe(first, answer, host.Calls.Sequence, CallTarget.Address(realm.Rd)), realm.Geometry);
        }
    }

    /// <summary>Takes a realm out of the ledger that the RMM does not know.</summary>
    private void Bury(RealmRecord realm, string doubt)
    {
        bool expected = realm.State == RealmState.Destroyed;
        realm.State = RealmState.Destroyed;
        realm.Unanswered = null;
        realm.Pending.Clear();
        realm.Vcpus.Clear();
        new Unmapper(host, realm).ForgetShared(realm.Geometry.UnprotectedBase.Value, realm.Geometry.Top.Value);
        realm.Memory.Clear(0, realm.Geometry.Top.Value);
        long held = host.Ledger.HoldingOf(realm.Number).Held;
        foreach (Run<GranuleRecord> run in host.Ledger.Of(realm.Number).ToList())
        {
            if (run.Value.Use is GranuleUse.HostOwned or GranuleUse.Shared)
            {
                host.Pages.Free(run.Base, run.Top);
            }
            else
            {
                host.Ledger.Set(run.Base, run.Top, run.Value with { Fate = GranuleFate.InDoubt });
                AskAll(run.Base, run.Top, realm.Number);
            }
        }

        long left = host.Ledger.HoldingOf(realm.Number).Held;
        realm.RdHeld = Holds(realm, realm.Rd, realm.Rd + Granule.Size);
        realm.RootsHeld = Holds(realm, realm.Roots.Base, realm.Roots.Top);
        new TeardownRunner(host).ForgetWhenGone(realm);
        if (left == 0) _gone.Add(realm.Name);
        _findings.Add(new ReconcileFinding(
            realm.Name, "realm", expected ? "its tear-down was not finished" : doubt, $"the RMM has no realm with RD 0x{realm.Rd:x}",
            left == 0 ? $"it is gone, and its {held} granules are free" : $"it is gone, but {left} of its {held} granules have not come back",
            left == 0, left == 0 ? string.Empty : $"Remove-Realm {realm.Name} -Resume asks for them again."));
    }

    private bool Holds(RealmRecord realm, ulong start, ulong top) => host.Ledger.Overlapping(start, top).Any(r => r.Value.Owner == realm.Number);

    private void Ask(Doubt doubt)
    {
        foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(doubt.Run.Base, doubt.Run.Top).Where(r => IsDoubtOf(r, doubt.Run.Value.Owner)).ToList())
        {
            (ulong from, ulong to) = (Math.Max(run.Base, doubt.Run.Base), Math.Min(run.Top, doubt.Run.Top));
            if (run.Value.Use is GranuleUse.Rec or GranuleUse.RecAux && IsHeldByRmm(run))
            {
                // Nothing has begun to destroy it.
                host.Ledger.Set(from, to, run.Value with { Fate = GranuleFate.Sound });
                continue;
            }

            AskAll(from, to, run.Value.Owner);
            if (run.Value.Use == GranuleUse.Data && host.Realms.Find(r => r.Number == run.Value.Owner) is { } realm)
            {
                realm.Memory.Clear(unchecked(from + run.Value.IpaOffset), unchecked(to + run.Value.IpaOffset));
            }
        }
    }

    private bool IsHeldByRmm(Run<GranuleRecord> run)
    {
        ulong rec = run.Value.IpaOffset & ~(Granule.Size - 1);
        return _views is not null && _views.TryGetGranule(rec, out GranuleView view) && view.State == GranuleState.Rec
            && _views.TryGetGranule(run.Base, out view) && view.State == (run.Value.Use == GranuleUse.Rec ? GranuleState.Rec : GranuleState.RecAux);
    }

    /// <summary>Non-secure granules let themselves be delegated, all at once; those that do not are asked one by one.</summary>
    private void AskAll(ulong start, ulong top, int owner)
    {
        bool many = top - start > Granule.Size;
        HostCall? failure = many ? host.Granules.Delegate(start, top, owner) ?? host.Granules.TryReturn(start, top) : null;
        if (!many || failure is not null) failure = host.Granules.AskAgain(start, top);
        if (failure?.Unanswered is not null) throw host.Failed(failure, $"Reconciling host '{host.Name}'", host.Name);
    }

    private HostException Failed() => new(host.Calls.Failure(), $"Reconciling host '{host.Name}'", host.Name);

    // An operation that could not be driven to its end may have turned doubt into a leak.
    private static bool IsDoubtOf(Run<GranuleRecord> run, int owner) => run.Value.Fate != GranuleFate.Sound && run.Value.Owner == owner;

    private List<Doubt> DoubtsOf(Func<Run<GranuleRecord>, bool> isWanted) =>
        [.. host.Ledger.Overlapping(0, ulong.MaxValue).Where(r => r.Value.Fate == GranuleFate.InDoubt && isWanted(r)).Select(Describe)];

    private Doubt Describe(Run<GranuleRecord> run) => new(
        run, new GranuleListing(host, GranuleFilter.All).Describe(run), _views is not null && _views.TryGetGranule(run.Base, out GranuleView view) ? view.State : null);

    /// <summary>Says what has become of granules that were in doubt, a finding for each stretch with one end.</summary>
    private void Report(Doubt doubt, string wayOut)
    {
        foreach (Run<GranuleRecord> whole in host.Ledger.Overlapping(doubt.Run.Base, doubt.Run.Top))
        {
            var now = whole with { Base = Math.Max(whole.Base, doubt.Run.Base), Top = Math.Min(whole.Top, doubt.Run.Top) };
            GranuleRun before = doubt.Before with { Address = new PhysicalAddress(now.Base), Size = new ByteSize(now.Size) };
            bool settled = now.Value.Fate == GranuleFate.Sound;
            string found = doubt.RmmState is { } state ? $"the RMM had 0x{doubt.Run.Base:x} as {state.ToSpecName()}"
                : now.Value.IsFree ? "the RMM let it go"
                : settled ? "it is where it was"
                : "the RMM does not let it go, and no table has it";
            string outcome = now.Value.IsFree ? "free again" : settled ? GranuleRoles.Of(now) : now.Value.Fate == GranuleFate.Leaked ? "leaked" : "stays in doubt";
            _findings.Add(new ReconcileFinding(
                before.Realm, $"{before.Address}-{before.Top}, {before.Role}", $"{before.Since} was not answered", found, outcome, settled,
                settled ? string.Empty : doubt.RmmState == GranuleState.Partial ? "The handle of its operation was lost: only the next start of the RMM brings it back." : wayOut)
            {
                Granules = before,
                RmmState = doubt.RmmState,
            });
        }
    }

    private readonly record struct Doubt(Run<GranuleRecord> Run, GranuleRun Before, GranuleState? RmmState);
}
