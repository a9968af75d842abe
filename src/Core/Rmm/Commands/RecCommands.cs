using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>REC_CREATE and REC_DESTROY as stateful operations (§4.6).</summary>
internal static class RecCommands
{
    private const int MaximumReferences = 1023;

    /// <summary>Phase 1: only the REC granule is examined.</summary>
    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong rec, ulong parameters) = (call.X1, call.X2, call.X3);
        if (!rmm.Memory.Is(rec, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, rec);
        if (!rmm.Operations.HasFree) return rmm.Blocked();

        rmm.Memory.SetState(rec, GranuleState.Partial);
        reply.X1 = rmm.Operations.Add(new Operation
        {
            Command = RmiCommand.RecCreate,
            Expected = MemoryRequest.Donate,
            Object = rec,
            Rd = rd,
            Parameters = parameters,
        });
        reply.X2 = new DonateRequest(RecParams.AuxiliaryGranules).Word;
        return RmiResult.Incomplete(MemoryRequest.Donate);
    }

    /// <summary>Phase 3: everything else is examined, and the REC made.</summary>
    internal static RmiResult FinishCreate(RmmCore rmm, Operation operation)
    {
        Span<byte> page = stackalloc byte[(int)Granule.Size];
        if (!Granule.IsAligned(operation.Parameters) || !rmm.Memory.TryRead(operation.Parameters, page)) return rmm.Input(Cause.PageNotNonSecure, operation.Parameters);
        if (!rmm.TryRealm(operation.Rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, operation.Rd);
        if (CheckRealm(rmm, realm) is { IsSuccess: false } refusal) return refusal;
        var view = new RecParams(page);
        if (!IsNextMpidr(realm, view.Mpidr)) return rmm.BadArgument(Cause.MpidrIndex, view.Mpidr);

        Make(rmm, realm, operation.Object, operation.Granules, view);
        return RmiResult.Success;
    }

    /// <summary>Room for another RECs, and the realm still being built.</summary>
    internal static RmiResult CheckRealm(RmmCore rmm, RealmDescriptor realm)
    {
        if (realm.RecReferences >= MaximumReferences) return rmm.RealmError(Cause.TooManyRecs, realm);
        if (realm.State != RealmState.New) return rmm.RealmError(Cause.RealmNotNew, realm);
        return RmiResult.Success;
    }

    /// <summary>Whether an MPIDR has only affinity bits and stands for the index that comes next.</summary>
    internal static bool IsNextMpidr(RealmDescriptor realm, ulong mpidr) => mpidr == RecParams.MpidrOf(realm.RecCount);

    /// <summary>The effect: the granule becomes a REC of the realm, and a runnable one extends the RIM.</summary>
    internal static void Make(RmmCore rmm, RealmDescriptor realm, ulong address, ReadOnlySpan<ulong> auxiliary, RecParams view)
    {
        realm = rmm.Memory.WritableContent<RealmDescriptor>(realm.Address);
        var rec = new Rec
        {
            Address = address,
            Rd = realm.Address,
            Index = realm.RecCount,
            Auxiliary = auxiliary.ToArray(),
            Mpidr = view.Mpidr,
            Runnable = (view.Flags & RecParams.Runnable) != 0,
        };
        view.Gprs.CopyTo(rec.Gprs);
        rmm.Memory.SetState(address, GranuleState.Rec, rec);
        realm.RecReferences++;
        realm.RecCount++;
        if (rec.Runnable)
        {
            realm.Measurements.ExtendRec(view);
        }
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.Operations.HasFree) return rmm.Blocked();
        if (!rmm.TryRec(call.X1, out Rec? rec)) return rmm.Input(Cause.NotRec, call.X1);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);

        rmm.Memory.WritableContent<RealmDescriptor>(rec.Rd).RecReferences--;
        rmm.Memory.SetState(call.X1, GranuleState.Partial);
        var operation = new Operation
        {
            Command = RmiCommand.RecDestroy,
            Expected = MemoryRequest.Reclaim,
            Object = call.X1,
            Held = rec.Auxiliary.Length,
        };
        rec.Auxiliary.CopyTo(operation.Granules, 0);
        reply.X1 = rmm.Operations.Add(operation);
        return RmiResult.Incomplete(MemoryRequest.Reclaim);
    }
}
