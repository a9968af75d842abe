using System.Buffers.Binary;
using System.Numerics;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Drives a stateful RMI operation to its end: donates what it asks for, takes back what it returns, continues it, and cancels it when
/// the host cannot go on and it allows that (kvm-host.md §1.4).
/// </summary>
/// <param name="host">The host.</param>
/// <param name="owner">Number of the realm that donated granules belong to.</param>
/// <param name="use">What donated granules become.</param>
/// <param name="detail">What the ledger keeps with them: for RECs the index of the vCPU.</param>
internal sealed class StatefulOperation(HostCore host, int owner, GranuleUse use, ulong detail)
{
    /// <summary>Descriptors in a list: as many as the kernel's lists hold.</summary>
    private const int ListCapacity = 256;

    /// <summary>How many steps pass between looks at the cancellation: one that is about to end shall end.</summary>
    private const int StepsBetweenLooks = 64;

    /// <summary>Granules in hand: taken for a donation and not consumed, or returned by the operation.</summary>
    private readonly List<MemoryRange> _inHand = [];

    /// <summary>Bytes of the list that travels; most operations need none.</summary>
    private byte[]? _list;

    /// <summary>Whether the operation itself ended with SUCCESS.</summary>
    internal bool Succeeded { get; private set; }

    /// <summary>Starts an operation and drives it to its end.</summary>
    /// <param name="call">The command.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="pending">What is left to drive when it could not be finished; otherwise null.</param>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Run(RmiRegisters call, in CallTarget target, out PendingOperation? pending)
    {
        RmiCommand command = RmiFunction.CommandOf(call.X0);
        host.Calls.Invoke(ref call, target);
        return Drive(new PendingOperation(call.X1, command, call), target, out pending);
    }

    /// <summary>
    /// Drives an operation on that could not be finished before. What it waits for may not be what the host last heard, where an answer
    /// was lost: then the other kinds of step are tried.
    /// </summary>
    /// <returns>As <see cref="Run"/>.</returns>
    internal HostCall? Resume(PendingOperation operation, in CallTarget target, out PendingOperation? pending)
    {
        HostCall? failure = Drive(operation, target, out pending);
        foreach (MemoryRequest request in (ReadOnlySpan<MemoryRequest>)[MemoryRequest.Reclaim, MemoryRequest.None])
        {
            if (failure is not { Unanswered: null, Complaint: "", Result.Status: RmiStatus.ErrorInput }) break;
            if (operation.Answer.Result.MemoryRequest == request) continue;

            failure = Drive(operation with { Answer = new RmiRegisters(RmiResult.Incomplete(request).Word) }, target, out pending);
        }

        return failure;
    }

    private HostCall? Drive(PendingOperation operation, in CallTarget target, out PendingOperation? pending)
    {
        HostCall? cause = null;
        bool cancelled = false;
        bool started = operation.Answer.Result.Status == RmiStatus.Incomplete;
        pending = null;
        for (int steps = 1; operation.Answer.Result.Status == RmiStatus.Incomplete; steps++)
        {
            RmiRegisters answer = operation.Answer;
            HostCall? failure = Step(operation, ref answer, target, steps);
            if (failure is null)
            {
                operation = operation with { Answer = answer };
                continue;
            }

            cause ??= failure;
            if (cancelled || !TryCancel(ref operation, target))
            {
                pending = operation;
                break;
            }

            cancelled = true;
        }

        Succeeded = pending is null && operation.Answer.Result.IsSuccess;
        if (pending is null && !Succeeded)
        {
            cause ??= host.Calls.Failure();

            // One that gives granules back only ends with success; one that still holds some has not ended, whatever it says.
            if (started && (operation.Command == RmiCommand.RecDestroy || HoldsGranules())) pending = operation with { Answer = new RmiRegisters(RmiResult.Incomplete(MemoryRequest.None).Word) };
        }

        HostCall? lost = ReturnInHand();
        return cause ?? lost;
    }

    private byte[] List => _list ??= new byte[ListCapacity * sizeof(ulong)];

    private bool HoldsGranules() =>
        use != GranuleUse.Delegated && host.Ledger.Of(owner).Any(r => r.Value.Use == use && r.Value.IpaOffset == detail);

    private HostCall? Step(PendingOperation operation, ref RmiRegisters answer, in CallTarget target, int steps)
    {
        if (steps >= HostCalls.MaximumSteps) return host.Calls.Complain($"has not ended after {steps} steps");
        if (steps % StepsBetweenLooks == 0 && host.Calls.Context.Cancellation.IsCancellationRequested)
        {
            return host.Calls.Complain(HostCalls.GivenUp);
        }

        switch (answer.Result.MemoryRequest)
        {
            case MemoryRequest.Donate:
                return Donate(operation.Handle, ref answer, target);
            case MemoryRequest.Reclaim:
                return Reclaim(operation.Handle, ref answer, target);
            default:
                answer = new RmiRegisters(RmiCommand.OpContinue, operation.Handle);
                host.Calls.Invoke(ref answer, target);
                return HostCalls.IsUnanswered(answer) ? host.Calls.Failure() : null;
        }
    }

    private bool TryCancel(ref PendingOperation operation, in CallTarget target)
    {
        if (!operation.Answer.Result.CanCancel) return false;

        var call = new RmiRegisters(RmiCommand.OpCancel, operation.Handle);
        if (host.Calls.Invoke(ref call, target).Status is not (RmiStatus.Incomplete or RmiStatus.Success)) return false;

        operation = operation with { Answer = call };
        return true;
    }

    private HostCall? Donate(ulong handle, ref RmiRegisters answer, in CallTarget target)
    {
        var request = new DonateRequest(answer.X2);
        HostCall? failure = Acquire(request);
        if (failure is not null) return failure;

        failure = WriteDonations(request, out int entries);
        if (failure is not null) return failure;

        var call = new RmiRegisters(RmiCommand.OpMemDonate, handle, host.ListPage, (ulong)entries);
        if (host.Calls.Invoke(ref call, target).Status is not (RmiStatus.Incomplete or RmiStatus.Success)) return host.Calls.Failure();

        answer = call;
        return Consume(call.X1 << Granule.Shift) ? null : host.Calls.Complain($"claims to have consumed {call.X1} granules, more than it was given");
    }

    private HostCall? Reclaim(ulong handle, ref RmiRegisters answer, in CallTarget target)
    {
        var call = new RmiRegisters(RmiCommand.OpMemReclaim, handle, host.ListPage, ListCapacity);
        if (host.Calls.Invoke(ref call, target).Status is not (RmiStatus.Incomplete or RmiStatus.Success)) return host.Calls.Failure();

        answer = call;
        int entries = (int)Math.Min(call.X1, ListCapacity);
        Span<byte> list = List.AsSpan(0, entries * sizeof(ulong));
        HostCall? failure = host.Calls.Read(host.ListPage, list);
        if (failure is not null) return failure;

        for (int i = 0; i < entries; i++)
        {
            var returned = new AddressRangeDescriptor(BinaryPrimitives.ReadUInt64LittleEndian(list[(i * sizeof(ulong))..]));
            if (!IsDonated(returned)) return host.Calls.Complain($"returns {returned}, which it was never given");

            var range = new MemoryRange(returned.Address, returned.Length);
            var since = new CallStamp(host.Calls.Sequence, RmiCommand.OpMemReclaim, RmiResult.Success);
            host.Ledger.Set(range.Base, range.Top, new GranuleRecord(
                returned.IsUndelegated ? GranuleUse.HostOwned : GranuleUse.Delegated, Owner: owner, Since: since));
            _inHand.Add(range);
        }

        return null;
    }

    private bool IsDonated(AddressRangeDescriptor returned)
    {
        ulong top = returned.Address + returned.Length;
        return returned.Length > 0 && host.Ledger.IsDram(returned.Address, top)
            && host.Ledger.Overlapping(returned.Address, top).All(r => r.Value.Owner == owner && (r.Value.Use == use || r.Value.Fate == GranuleFate.InDoubt));
    }

    /// <summary>Takes as much as a donation needs beyond what is in hand.</summary>
    private HostCall? Acquire(DonateRequest request)
    {
        ulong wanted = (ulong)request.Count * request.BlockSize;
        ulong alignment = request.IsContiguous ? BitOperations.RoundUpToPowerOf2(wanted) : request.BlockSize;
        ulong minimum = request.IsContiguous ? wanted : request.BlockSize;
        ulong have = request.IsContiguous ? 0 : _inHand.Aggregate(0ul, static (sum, r) => sum + r.Size);
        while (have < wanted)
        {
            if (!host.Pages.TryTake(minimum, wanted - have, alignment, new GranuleRecord(GranuleUse.HostOwned, Owner: owner), out MemoryRange range))
            {
                return host.Calls.Complain(
                    $"asks for {request.Count} blocks of {new ByteSize(request.BlockSize)}, more than the host has", FailureId.OutOfMemory);
            }

            HostCall? failure = request.IsUndelegated ? null : host.Granules.Delegate(range.Base, range.Top, owner);
            if (failure is not null)
            {
                host.Granules.TakeBack(range.Base, range.Top);
                return failure;
            }

            _inHand.Insert(request.IsContiguous ? 0 : _inHand.Count, range);
            have += range.Size;
        }

        return null;
    }

    private HostCall? WriteDonations(DonateRequest request, out int entries)
    {
        ulong left = (ulong)request.Count * request.BlockSize;
        entries = 0;
        foreach (MemoryRange range in _inHand)
        {
            for (ulong address = range.Base; address < range.Top && left > 0 && entries < ListCapacity; entries++)
            {
                ulong length = Math.Min(Math.Min(range.Top - address, left), AddressRangeDescriptor.MaximumCount * request.BlockSize);
                var descriptor = new AddressRangeDescriptor(address, (int)(length / request.BlockSize), request.SizeClass, request.IsUndelegated);
                BinaryPrimitives.WriteUInt64LittleEndian(List.AsSpan(entries * sizeof(ulong)), descriptor.Word);
                address += length;
                left -= length;
            }
        }

        return host.Calls.Write(host.ListPage, List.AsSpan(0, entries * sizeof(ulong)));
    }

    /// <summary>Records the first granules in hand as consumed.</summary>
    private bool Consume(ulong bytes)
    {
        var since = new CallStamp(host.Calls.Sequence, RmiCommand.OpMemDonate, RmiResult.Success);
        while (bytes > 0 && _inHand.Count > 0)
        {
            MemoryRange first = _inHand[0];
            ulong taken = Math.Min(bytes, first.Size);
            host.Ledger.Set(first.Base, first.Base + taken, new GranuleRecord(use, Owner: owner, Since: since, IpaOffset: detail));
            bytes -= taken;
            _inHand.RemoveAt(0);
            if (taken < first.Size) _inHand.Insert(0, new MemoryRange(first.Base + taken, first.Size - taken));
        }

        return bytes == 0;
    }

    private HostCall? ReturnInHand()
    {
        HostCall? first = null;
        foreach (MemoryRange range in _inHand)
        {
            foreach (Run<GranuleRecord> run in host.Ledger.Overlapping(range.Base, range.Top))
            {
                ulong from = Math.Max(run.Base, range.Base);
                ulong to = Math.Min(run.Top, range.Top);
                if (run.Value.Use == GranuleUse.Delegated)
                {
                    first = host.Granules.Return(from, to) is { } failure ? first ?? failure : first;
                }
                else
                {
                    host.Pages.Free(from, to);
                }
            }
        }

        _inHand.Clear();
        return first;
    }
}
