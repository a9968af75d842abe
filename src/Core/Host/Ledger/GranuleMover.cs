using System.Buffers;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Moves granules between the worlds and keeps the ledger in step: the loop over the progress that the RMM reports, and batches where
/// it moves one granule a call (kvm-host.md §1.3).
/// </summary>
internal sealed class GranuleMover
{
    private const int BatchSize = 512;

    private readonly HostCore _host;
    /// <summary>Whether the RMM was seen to move one granule only when asked for more.</summary>
    private bool _oneAtATime;

    internal GranuleMover(HostCore host) => _host = host;

    internal GranuleMover(HostCore host, GranuleMover origin)
        : this(host) => _oneAtATime = origin._oneAtATime;

    /// <summary>Delegates granules that the ledger has as the host's; what was delegated is recorded, whatever happens.</summary>
    /// <param name="start">PA of the first.</param>
    /// <param name="top">PA after the last.</param>
    /// <param name="owner">Number of the realm they are for.</param>
    /// <returns>Null, or the call that failed; granules before its own are delegated.</returns>
    internal HostCall? Delegate(ulong start, ulong top, int owner) =>
        Move(toRealm: true, start, top, new GranuleRecord(GranuleUse.Delegated, Owner: owner), out _);

    /// <summary>Undelegates granules that stay the host's, for a realm.</summary>
    /// <returns>Null, or the call that failed; from its granule on, all are leaked.</returns>
    internal HostCall? Undelegate(ulong start, ulong top, int owner) =>
        LoseRest(Move(toRealm: false, start, top, new GranuleRecord(GranuleUse.HostOwned, Owner: owner), out ulong stop), stop, top);

    /// <summary>Undelegates granules and frees them.</summary>
    /// <returns>As <see cref="Undelegate"/>.</returns>
    internal HostCall? Return(ulong start, ulong top) =>
        LoseRest(Move(toRealm: false, start, top, default, out ulong stop), stop, top);

    /// <summary>Undelegates granules and frees them, whatever the ledger says of them; those that are refused stay as they are.</summary>
    internal HostCall? TryReturn(ulong start, ulong top) => Move(toRealm: false, start, top, default, out _);

    /// <summary>
    /// Takes back what an operation that failed has of a range: what is delegated is undelegated, what is the host's is freed, what has
    /// a role already is left alone.
    /// </summary>
    internal void TakeBack(ulong start, ulong top)
    {
        foreach (Run<GranuleRecord> run in _host.Ledger.Overlapping(start, top))
        {
            ulong from = Math.Max(start, run.Base);
            ulong to = Math.Min(top, run.Top);
            if (run.Value.Fate != GranuleFate.Sound) continue;

            if (run.Value.Use == GranuleUse.Delegated)
            {
                Return(from, to);
            }
            else if (run.Value.Use == GranuleUse.HostOwned)
            {
                _host.Pages.Free(from, to);
            }
        }
    }

    /// <summary>
    /// Asks again for granules that were lost, one by one. One in doubt may be non-secure already: then it lets itself be delegated, and
    /// undelegated again.
    /// </summary>
    /// <returns>Null, or the newest call that failed.</returns>
    internal HostCall? AskAgain(ulong start, ulong top)
    {
        HostCall? last = null;
        for (ulong granule = start; granule < top; granule += Granule.Size)
        {
            ulong next = granule + Granule.Size;
            if (!_host.Ledger.TryGet(granule, out Run<GranuleRecord> before)) continue;

            HostCall? failure = TryReturn(granule, next);
            if (failure is not null && before.Value.Fate == GranuleFate.InDoubt && failure.Unanswered is null)
            {
                failure = Delegate(granule, next, before.Value.Owner) is null ? TryReturn(granule, next) : failure;
            }

            if (failure is null) continue;
            last = failure;
            GranuleFate fate = failure.Unanswered is null ? before.Value.Fate : GranuleFate.InDoubt;
            _host.Ledger.Set(granule, next, before.Value with { Fate = fate });
        }

        return last;
    }

    /// <summary>Gives up what a failed call should have returned, and everything after it.</summary>
    private HostCall? LoseRest(HostCall? failure, ulong stop, ulong top)
    {
        if (failure is null) return null;
        foreach (Run<GranuleRecord> run in _host.Ledger.Overlapping(stop, top))
        {
            if (run.Value.Use != GranuleUse.Delegated) continue;
            _host.Ledger.Lose(Math.Max(stop, run.Base), Math.Min(top, run.Top), failure.Fate, failure.Stamp);
        }

        return failure;
    }

    private HostCall? Move(bool toRealm, ulong start, ulong top, GranuleRecord after, out ulong stop)
    {
        IHostMoves moves = _host.Moves;
        stop = start;
        while (stop < top)
        {
            // Not before the first call: a granule or two on the way into or out of a role are moved to the end.
            if (stop > start) _host.Calls.ThrowIfCancelled();
            RmiRegisters call = moves.MoveGranules(toRealm, stop, top);
            if (stop == start && !after.IsFree)
            {
                after = after with { Since = new CallStamp(_host.Calls.Sequence + 1, RmiFunction.CommandOf(call.X0), RmiResult.Success) };
            }

            if ((_oneAtATime || !moves.MovesRanges) && top - stop > Granule.Size)
            {
                HostCall? failed = MoveBatch(toRealm, ref stop, top, after);
                if (failed is not null) return failed;
                continue;
            }

            HostCall? failure = _host.Calls.Require(ref call, CallTarget.Range(stop, top));
            if (failure is not null)
            {
                if (failure.Unanswered is not null) _host.Ledger.Lose(stop, top, failure.Fate, failure.Stamp);
                return failure;
            }

            ulong next = moves.MovedTo(toRealm, stop, call);
            if (next <= stop || next > top || !Granule.IsAligned(next))
            {
                return _host.Calls.Complain($"reports progress to 0x{next:x}, which is not within 0x{stop:x}-0x{top:x}");
            }

            Record(stop, next, after);
            _oneAtATime |= next - stop == Granule.Size && next < top;
            stop = next;
        }

        return null;
    }

    /// <summary>Moves granules with a call each. An RMM elsewhere gets all calls at once, so granules after a failed one may have moved.</summary>
    private HostCall? MoveBatch(bool toRealm, ref ulong stop, ulong top, in GranuleRecord after)
    {
        ulong start = stop;
        long before = _host.Calls.Sequence;
        RmiRegisters[] buffer = ArrayPool<RmiRegisters>.Shared.Rent(BatchSize);
        Span<RmiRegisters> batch = FillBatch(buffer, toRealm, start, top, out bool reportsProgress);
        ulong batchTop = start + ((ulong)batch.Length << Granule.Shift);
        int made = _host.Calls.InvokeMany(batch, CallTarget.Range(start, batchTop));

        HostCall? failure = null;
        ulong movedFrom = start;
        stop = start + ((ulong)made << Granule.Shift);
        for (int i = 0; i < made; i++)
        {
            ulong granule = start + ((ulong)i << Granule.Shift);
            if (batch[i].X0 == RmiResult.Success.Word && (!reportsProgress || batch[i].X1 == granule + Granule.Size)) continue;

            HostCall? failed = Retry(toRealm, granule, batch[i], before + i + 1);
            if (failed is null) continue;

            Record(movedFrom, granule, after);
            movedFrom = granule + Granule.Size;
            if (failed.Unanswered is not null) _host.Ledger.Lose(granule, movedFrom, failed.Fate, failed.Stamp);
            if (failure is not null) continue;
            failure = failed;
            stop = granule;
        }

        Record(movedFrom, start + ((ulong)made << Granule.Shift), after);
        ArrayPool<RmiRegisters>.Shared.Return(buffer);
        return failure;
    }

    private Span<RmiRegisters> FillBatch(RmiRegisters[] buffer, bool toRealm, ulong start, ulong top, out bool reportsProgress)
    {
        Span<RmiRegisters> batch = buffer.AsSpan(0, (int)Math.Min((top - start) >> Granule.Shift, BatchSize));
        RmiRegisters call = _host.Moves.MoveGranules(toRealm, start, start + Granule.Size);
        reportsProgress = _host.Moves.MovesRanges;
        ulong topStep = reportsProgress ? Granule.Size : 0;
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = call;
            call.X1 += Granule.Size;
            call.X2 += topStep;
        }

        return batch;
    }

    /// <summary>Repeats a call of a batch that may pass the next time; for others says what was wrong.</summary>
    private HostCall? Retry(bool toRealm, ulong granule, RmiRegisters outputs, long sequence)
    {
        RmiRegisters call = _host.Moves.MoveGranules(toRealm, granule, granule + Granule.Size);
        CallTarget target = CallTarget.Address(granule);
        if (outputs.Result.Status is RmiStatus.Busy or RmiStatus.Blocked) return _host.Calls.Require(ref call, target);
        if (outputs.Result.Status == RmiStatus.Incomplete) return _host.Calls.Finish(ref outputs, target).IsSuccess ? null : _host.Calls.Failure();

        HostCall failed = _host.Calls.Describe(call, outputs, sequence, target);
        return outputs.Result.IsSuccess ? failed with { Complaint = $"reports progress to 0x{outputs.X1:x}" } : failed;
    }

    private void Record(ulong start, ulong top, in GranuleRecord after)
    {
        if (start >= top) return;

        if (after.IsFree)
        {
            _host.Pages.Free(start, top);
        }
        else
        {
            _host.Ledger.Set(start, top, after);
        }
    }
}
