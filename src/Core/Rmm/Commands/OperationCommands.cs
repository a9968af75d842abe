using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>OP_MEM_DONATE, OP_MEM_RECLAIM, OP_CONTINUE, OP_CANCEL (§4.7).</summary>
internal static class OperationCommands
{
    internal static RmiResult Donate(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong handle, ulong list, ulong count) = (call.X1, call.X2, call.X3);
        if (!rmm.Operations.TryGet(handle, out Operation? operation)) return NoOperation(rmm, handle);
        if (operation.Expected != MemoryRequest.Donate) return NotExpected(rmm, handle);
        if (list % sizeof(ulong) != 0) return rmm.BadArgument(Cause.ListUnaligned, list);
        if (!rmm.Memory.Is(Granule.AlignDown(list), GranuleState.NonSecure)) return rmm.Input(Cause.PageNotNonSecure, Granule.AlignDown(list));
        ReadOnlySpan<ulong> descriptors = MapRange.ReadList(rmm.Memory, list, count);
        ulong outstanding = (ulong)(uint)(RecParams.AuxiliaryGranules - operation.Held);
        if (CheckDonation(descriptors, outstanding) is { } bad) return rmm.BadArgument(bad, list);

        return TakeDonation(rmm, operation, descriptors, ref reply);
    }

    internal static RmiResult Reclaim(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        (ulong handle, ulong list, ulong count) = (call.X1, call.X2, call.X3);
        if (!rmm.Operations.TryGet(handle, out Operation? operation)) return NoOperation(rmm, handle);
        if (list % sizeof(ulong) != 0) return rmm.BadArgument(Cause.ListUnaligned, list);
        if (operation.Expected != MemoryRequest.Reclaim) return NotExpected(rmm, handle);
        int clipped = (int)Math.Min(count, (ulong)(Granule.Words - ((int)(list & (Granule.Size - 1)) / sizeof(ulong))));
        if (clipped == 0) return RmiResult.Incomplete(MemoryRequest.Reclaim);

        ReadOnlySpan<ulong> descriptors = operation.KeptDescriptors ?? GiveBack(rmm, operation, clipped);
        int written = Math.Min(descriptors.Length, clipped);
        if (written != 0 && !rmm.Memory.Is(Granule.AlignDown(list), GranuleState.NonSecure))
        {
            operation.KeptDescriptors = descriptors.ToArray();
            return rmm.Input(Cause.PageNotNonSecure, Granule.AlignDown(list));
        }

        rmm.Memory.WriteWords(list, descriptors[..written]);
        operation.KeptDescriptors = written == descriptors.Length ? null : descriptors[written..].ToArray();
        bool done = operation.KeptDescriptors is null && operation.Returned == operation.Held;
        operation.Expected = done ? MemoryRequest.None : MemoryRequest.Reclaim;
        reply.X1 = (ulong)(uint)written;
        return RmiResult.Incomplete(operation.Expected);
    }

    internal static RmiResult Continue(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        ulong handle = call.X1;
        if (!rmm.Operations.TryGet(handle, out Operation? operation)) return NoOperation(rmm, handle);
        if (operation.Expected != MemoryRequest.None) return NotExpected(rmm, handle);

        if (operation.Command == RmiCommand.RecCreate && operation.Outcome.IsSuccess)
        {
            rmm.BeginFor(operation.Command);
            RmiResult result = RecCommands.FinishCreate(rmm, operation);
            if (!result.IsSuccess)
            {
                return BeginGivingBack(rmm, operation, result);
            }
        }
        else
        {
            rmm.Memory.SetState(operation.Object, GranuleState.Delegated);
        }

        rmm.Operations.Remove(handle);
        return operation.Outcome.IsSuccess ? RmiResult.Success : rmm.RefuseLate(operation.Outcome, operation.OutcomeRefusal);
    }

    internal static RmiResult Cancel(RmmCore rmm, in RmiRegisters call, ref RmiRegisters reply)
    {
        if (!rmm.Operations.TryGet(call.X1, out _)) return NoOperation(rmm, call.X1);
        return rmm.Refuse(RmiResult.From(RmiStatus.ErrorInput), Cause.NotCancellable, ObstacleKind.Operation, call.X1);
    }

    private static RmiResult NoOperation(RmmCore rmm, ulong handle) =>
        rmm.Refuse(RmiResult.From(RmiStatus.ErrorInput), Cause.NoOperation, ObstacleKind.Operation, handle);

    private static RmiResult NotExpected(RmmCore rmm, ulong handle) =>
        rmm.Refuse(RmiResult.From(RmiStatus.ErrorInput), Cause.NotExpected, ObstacleKind.Operation, handle);

    /// <summary>Rows 5 and 6 for requests of single, delegated, not contiguous granules.</summary>
    private static RmiCause? CheckDonation(ReadOnlySpan<ulong> descriptors, ulong outstanding)
    {
        ulong total = 0;
        foreach (ulong word in descriptors)
        {
            var run = new AddressRangeDescriptor(word);
            if (run.Count == 0)
            {
                continue;
            }

            if (run.Address % run.BlockSize != 0) return Cause.BlockUnaligned;
            if (run.IsUndelegated) return Cause.BlockUndelegated;
            total += run.Length >> Granule.Shift;
        }

        return total > outstanding ? Cause.TooMuchDonated : null;
    }

    private static RmiResult TakeDonation(RmmCore rmm, Operation operation, ReadOnlySpan<ulong> descriptors, ref RmiRegisters reply)
    {
        int before = operation.Held;
        foreach (ulong word in descriptors)
        {
            var run = new AddressRangeDescriptor(word);
            ulong top = run.Address + run.Length;
            for (ulong granule = run.Address; granule != top; granule += Granule.Size)
            {
                if (!rmm.Memory.Is(granule, GranuleState.Delegated))
                {
                    return StopDonation(rmm, operation, before, granule, ref reply);
                }

                rmm.Memory.SetState(granule, GranuleState.RecAux);
                operation.Granules[operation.Held++] = granule;
            }
        }

        return ReportDonation(operation, before, ref reply);
    }

    private static RmiResult StopDonation(RmmCore rmm, Operation operation, int before, ulong granule, ref RmiRegisters reply)
    {
        if (operation.Held != before)
        {
            return ReportDonation(operation, before, ref reply);
        }

        rmm.BeginFor(operation.Command);
        return BeginGivingBack(rmm, operation, rmm.Input(Cause.NotDelegated, granule));
    }

    private static RmiResult ReportDonation(Operation operation, int before, ref RmiRegisters reply)
    {
        int missing = RecParams.AuxiliaryGranules - operation.Held;
        operation.Expected = missing == 0 ? MemoryRequest.None : MemoryRequest.Donate;
        reply.X1 = (ulong)(uint)(operation.Held - before);
        reply.X2 = new DonateRequest(missing).Word;
        return RmiResult.Incomplete(operation.Expected);
    }

    /// <summary>Keeps an error for the end of the operation; first the host collects what it gave.</summary>
    private static RmiResult BeginGivingBack(RmmCore rmm, Operation operation, RmiResult outcome)
    {
        operation.Outcome = outcome;
        operation.OutcomeRefusal = rmm.LastRefusal;
        operation.Expected = MemoryRequest.Reclaim;
        rmm.Forgive();
        return RmiResult.Incomplete(MemoryRequest.Reclaim);
    }

    private static ReadOnlySpan<ulong> GiveBack(RmmCore rmm, Operation operation, int atMost)
    {
        int pages = Math.Min(operation.Held - operation.Returned, atMost);
        ulong[] descriptors = new ulong[pages];
        int count = 0;
        for (int i = 0; i < pages; i++)
        {
            ulong granule = operation.Granules[operation.Returned++];
            rmm.Memory.SetState(granule, GranuleState.Delegated);
            DescriptorList.TryMerge(descriptors, ref count, granule, RttGeometry.LastLevel, undelegated: false);
        }

        return descriptors.AsSpan(0, count);
    }
}
