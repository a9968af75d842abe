using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>REC_AUX_COUNT, REC_CREATE, REC_DESTROY of RMI 1.0: at once, with the auxiliary granules in the parameters (§4.6, §4.16).</summary>
internal static class RecCommands10
{
    internal static RmiResult AuxiliaryCount(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.TryRealm(call.X1, out _)) return rmm.Input(Cause.NotRd, call.X1);
        reply.X1 = RecParams.AuxiliaryGranules;
        return RmiResult.Success;
    }

    internal static RmiResult Create(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong rd, ulong rec, ulong parameters) = (call.X1, call.X2, call.X3);
        Span<byte> page = stackalloc byte[(int)Granule.Size];
        if (!Granule.IsAligned(parameters) || !rmm.Memory.TryRead(parameters, page)) return rmm.Input(Cause.PageNotNonSecure, parameters);
        var view = new RecParams(page);

        // The reference reads the low 32 bits of the count.
        uint count = unchecked((uint)view.AuxiliaryCount);
        if (count > RecParams.AuxiliaryGranules) return rmm.BadArgument(Cause.AuxiliaryCount, count);
        ReadOnlySpan<ulong> auxiliary = view.AuxiliaryAddresses[..(int)count];
        if (TakeAuxiliary(rmm, auxiliary) is { IsSuccess: false } refusal) return refusal;
        if (MakeRec(rmm, rd, rec, view, auxiliary) is { IsSuccess: false } late)
        {
            GiveBack(rmm, auxiliary);
            return late;
        }

        return RmiResult.Success;
    }

    internal static RmiResult Destroy(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.TryRec(call.X1, out Rec? rec)) return rmm.Input(Cause.NotRec, call.X1);
        if (rec.Running) return rmm.RecError(Cause.RecRunning, rec);

        rmm.Memory.WritableContent<RealmDescriptor>(rec.Rd).RecReferences--;
        GiveBack(rmm, rec.Auxiliary);
        rmm.Memory.SetState(call.X1, GranuleState.Delegated);
        return RmiResult.Success;
    }

    private static RmiResult MakeRec(RmmCore rmm, ulong rd, ulong rec, RecParams view, ReadOnlySpan<ulong> auxiliary)
    {
        if (!rmm.Memory.Is(rec, GranuleState.Delegated)) return rmm.Input(Cause.NotDelegated, rec);
        if (!rmm.TryRealm(rd, out RealmDescriptor? realm)) return rmm.Input(Cause.NotRd, rd);
        if (RecCommands.CheckRealm(rmm, realm) is { IsSuccess: false } refusal) return refusal;
        if (!RecCommands.IsNextMpidr(realm, view.Mpidr)) return rmm.BadArgument(Cause.MpidrIndex, view.Mpidr);
        if (auxiliary.Length != RecParams.AuxiliaryGranules) return rmm.BadArgument(Cause.AuxiliaryCount, (ulong)auxiliary.Length);

        RecCommands.Make(rmm, realm, rec, auxiliary, view);
        return RmiResult.Success;
    }

    /// <summary>Takes the granules in order; all or none.</summary>
    private static RmiResult TakeAuxiliary(RmmCore rmm, ReadOnlySpan<ulong> auxiliary)
    {
        for (int i = 0; i < auxiliary.Length; i++)
        {
            if (!rmm.Memory.Is(auxiliary[i], GranuleState.Delegated))
            {
                GiveBack(rmm, auxiliary[..i]);
                return rmm.Input(Cause.NotDelegated, auxiliary[i]);
            }

            rmm.Memory.SetState(auxiliary[i], GranuleState.RecAux);
        }

        return RmiResult.Success;
    }

    private static void GiveBack(RmmCore rmm, ReadOnlySpan<ulong> auxiliary)
    {
        foreach (ulong granule in auxiliary)
        {
            rmm.Memory.SetState(granule, GranuleState.Delegated);
        }
    }
}
