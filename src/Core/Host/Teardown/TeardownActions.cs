using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// What each kind of tear-down step does: exactly the calls a kernel makes, whatever state the realm is in, so that a wrong order meets
/// the RMM's answer and not a check of the host's.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class TeardownActions(HostCore host, RealmRecord realm)
{
    /// <summary>The first granule that was lost although the step went on.</summary>
    internal HostCall? FirstLost { get; private set; }

    /// <summary>Why the host itself refuses to go on; empty when it does not.</summary>
    internal string Refusal { get; private set; } = string.Empty;

    /// <summary>REC_DESTROY of every vCPU.</summary>
    /// <returns>Null, or the call that stopped it; so for all actions.</returns>
    internal HostCall? RemoveVcpus()
    {
        foreach (VcpuRecord vcpu in realm.Vcpus.ToList())
        {
            HostCall? failure = RemoveVcpu(vcpu);
            if (failure is not null) return failure;
        }

        return null;
    }

    /// <summary>REC_DESTROY of one vCPU.</summary>
    internal HostCall? RemoveVcpu(VcpuRecord vcpu)
    {
        host.Calls.LetGo();
        host.Calls.ThrowIfCancelled();
        return new VcpuKeeper(host, realm).Remove(vcpu);
    }

    /// <summary>Unmaps the protected half.</summary>
    internal HostCall? UnmapProtected() => new Unmapper(host, realm).Private(0, realm.Geometry.UnprotectedBase.Value);

    /// <summary>Unmaps the unprotected half.</summary>
    internal HostCall? UnmapUnprotected() => new Unmapper(host, realm).Shared(realm.Geometry.UnprotectedBase.Value, realm.Geometry.Top.Value);

    /// <summary>REALM_TERMINATE.</summary>
    internal HostCall? Terminate()
    {
        HostCall? failure = Operate(RmiCommand.RealmTerminate);
        realm.Unanswered = failure?.Unanswered is null ? null : RmiCommand.RealmTerminate;
        if (failure is null && realm.State != RealmState.Destroyed) realm.State = RealmState.Terminated;
        return failure;
    }

    /// <summary>The RTT walk over both halves.</summary>
    internal HostCall? DestroyRtts()
    {
        host.Calls.LetGo();
        var walk = new RttWalk(host, realm);
        HostCall? failure = walk.Run();
        FirstLost = walk.FirstLost;
        return failure;
    }

    /// <summary>One RTT_DESTROY.</summary>
    internal HostCall? DestroyRtt(ulong ipa, int level)
    {
        var tables = new RttBuilder(host, realm);
        RmiRegisters answer = tables.Destroy(ipa, level);
        if (answer.Result.IsSuccess) return tables.Release(answer.X1, ipa, level);

        HostCall failure = host.Calls.Failure();
        tables.Lose(ipa, level, failure);
        return failure;
    }

    /// <summary>REALM_DESTROY: the RD and the root tables are ordinary granules again.</summary>
    internal HostCall? DestroyRealm()
    {
        HostCall? failure = Operate(RmiCommand.RealmDestroy);
        MemoryRange roots = realm.Roots;
        if (failure is null)
        {
            var since = new CallStamp(host.Calls.Sequence, RmiCommand.RealmDestroy, RmiResult.Success);
            var delegated = new GranuleRecord(GranuleUse.Delegated, Owner: realm.Number, Since: since);
            host.Ledger.Set(realm.Rd, realm.Rd + Granule.Size, delegated);
            host.Ledger.Set(roots.Base, roots.Top, delegated);
            realm.State = RealmState.Destroyed;
            new Unmapper(host, realm).ForgetShared(realm.Geometry.UnprotectedBase.Value, realm.Geometry.Top.Value);
        }
        else if (realm.State != RealmState.Destroyed)
        {
            host.Ledger.Lose(realm.Rd, realm.Rd + Granule.Size, failure.Fate, failure.Stamp);
            host.Ledger.Lose(roots.Base, roots.Top, failure.Fate, failure.Stamp);
        }

        return failure;
    }

    /// <summary>Undelegates the RD and frees its page.</summary>
    internal HostCall? UndelegateRd()
    {
        HostCall? failure = Undelegate(realm.Rd, realm.Rd + Granule.Size);
        if (failure is not null) return failure;

        realm.RdHeld = false;
        host.Pages.Free(realm.Rd, realm.Rd + Granule.Size);
        return null;
    }

    /// <summary>Undelegates the root tables; their pages stay the host's.</summary>
    internal HostCall? UndelegateRootRtts() => Undelegate(realm.Roots.Base, realm.Roots.Top);

    /// <summary>Frees the pages of the root tables that are non-secure; of others the host must not touch a byte.</summary>
    internal HostCall? FreeRootRtts()
    {
        bool all = true;
        foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(realm.Roots.Base, realm.Roots.Top))
        {
            if (run.Value.Owner != realm.Number) continue;

            if (run.Value.Use == GranuleUse.HostOwned && run.Value.Fate == GranuleFate.Sound)
            {
                host.Pages.Free(Math.Max(run.Base, realm.Roots.Base), Math.Min(run.Top, realm.Roots.Top));
            }
            else
            {
                all = false;
            }
        }

        realm.RootsHeld = !all;
        if (!all) Refusal = $"Pages of the root tables 0x{realm.Roots.Base:x}-0x{realm.Roots.Top:x} are still in the realm world: the host must not touch them.";
        return null;
    }

    /// <summary>One RMI call with given registers, followed by the ledger. Steps of stateful operations answer INCOMPLETE, which is no failure.</summary>
    internal HostCall? Call(RmiRegisters call, RmiResult expected)
    {
        RmiRegisters outputs = call;
        RmiResult result = host.Calls.Invoke(ref outputs, default);
        HostCall? failure = result.IsSuccess || result == expected || result.Status == RmiStatus.Incomplete ? null : host.Calls.Failure();
        if (failure is null) new CallEffects(host).Apply(call, outputs);
        return failure;
    }

    private HostCall? Operate(RmiCommand command)
    {
        host.Calls.LetGo();
        host.Calls.ThrowIfCancelled();
        return new StatefulOperation(host, realm.Number, GranuleUse.Delegated, 0)
            .Run(new RmiRegisters(command, realm.Rd), CallTarget.Address(realm.Rd), out _);
    }

    /// <summary>Undelegates what has not come back yet; when all has, asks for it all the same, so that the RMM's answer is seen.</summary>
    private HostCall? Undelegate(ulong start, ulong top)
    {
        host.Calls.LetGo();
        List<Run<GranuleRecord>> runs = [.. host.Ledger.Overlapping(start, top).Where(r => r.Value.Owner == realm.Number)];
        bool isOut = runs.Exists(static r => r.Value.Use != GranuleUse.HostOwned);
        foreach (Run<GranuleRecord> run in runs)
        {
            if (isOut && run.Value.Use == GranuleUse.HostOwned) continue;

            ulong from = Math.Max(start, run.Base);
            ulong to = Math.Min(top, run.Top);
            HostCall? failure = host.Granules.Undelegate(from, to, realm.Number);
            if (failure is null) continue;

            if (run.Value.Use is GranuleUse.Rd or GranuleUse.RootRtt) host.Ledger.Lose(from, to, failure.Fate, failure.Stamp);
            return failure;
        }

        return null;
    }
}
