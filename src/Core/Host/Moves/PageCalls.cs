using System.Buffers;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Calls for neighbouring pages, one each, made as a batch.</summary>
/// <param name="host">The host.</param>
/// <param name="first">The call for the first page.</param>
/// <param name="step">What is added to X2 and X3 from call to call.</param>
/// <param name="expected">X1 that the first call answers, and each further one a page more; null where X1 says nothing.</param>
internal readonly struct PageCalls(HostCore host, RmiRegisters first, (ulong X2, ulong X3) step, ulong? expected = null)
{
    /// <summary>What has become of a page after the first call that failed: its call succeeded all the same, or was not answered.</summary>
    /// <param name="page">Number of the page, from 0.</param>
    /// <param name="unanswered">The call, when it was not answered; null when it succeeded.</param>
    internal delegate void Straggler(int page, HostCall? unanswered);

    /// <summary>Makes the calls. An RMM elsewhere gets them all at once, so pages after a failed call may have moved.</summary>
    /// <param name="count">How many.</param>
    /// <param name="done">How many succeeded before the first that failed.</param>
    /// <param name="newest">What the last of those answered.</param>
    /// <param name="straggler">Is told of pages after that one.</param>
    /// <returns>Null, or the first call that failed.</returns>
    internal HostCall? Run(int count, out int done, out RmiRegisters newest, Straggler straggler)
    {
        RmiRegisters[] buffer = ArrayPool<RmiRegisters>.Shared.Rent(count);
        Span<RmiRegisters> calls = buffer.AsSpan(0, count);
        for (int i = 0; i < count; i++)
        {
            calls[i] = Call(i);
        }

        long before = host.Calls.Sequence;
        int made = host.Calls.InvokeMany(calls, Target(0));
        done = 0;
        newest = default;
        HostCall? failure = null;
        for (; done < made && failure is null; done += failure is null ? 1 : 0)
        {
            if (!Succeeded(ref calls[done], done)) failure = Retry(ref calls[done], done, before + done + 1);
            if (failure is null) newest = calls[done];
        }

        for (int i = done; i < made && failure is not null; i++)
        {
            bool unanswered = HostCalls.IsUnanswered(calls[i]);
            if (unanswered || (i > done && Succeeded(ref calls[i], i))) straggler(i, unanswered ? failure : null);
        }

        ArrayPool<RmiRegisters>.Shared.Return(buffer);
        return failure;
    }

    private RmiRegisters Call(int page)
    {
        RmiRegisters call = first;
        call.X2 += (ulong)page * step.X2;
        call.X3 += (ulong)page * step.X3;
        return call;
    }

    private CallTarget Target(int page) => CallTarget.Address(step.X3 == 0 ? Call(page).X2 : Call(page).X3);

    private bool Succeeded(ref RmiRegisters answer, int page) => answer.X0 == RmiResult.Success.Word && IsExpected(ref answer, page);

    private bool IsExpected(ref RmiRegisters answer, int page) => expected is not { } pa || answer.X1 == pa + ((ulong)page << Granule.Shift);

    /// <summary>Repeats a call that may pass the next time; of others says what was wrong.</summary>
    private HostCall? Retry(ref RmiRegisters answer, int page, long sequence)
    {
        if (answer.Result.Status is RmiStatus.Busy or RmiStatus.Blocked)
        {
            answer = Call(page);
            HostCall? again = host.Calls.Require(ref answer, Target(page));
            if (again is not null || IsExpected(ref answer, page)) return again;
            sequence = host.Calls.Sequence;
        }

        HostCall failed = host.Calls.Describe(Call(page), answer, sequence, Target(page));
        return answer.Result.IsSuccess ? failed with { Complaint = $"returns 0x{answer.X1:x}, which the host did not map there" } : failed;
    }
}
