using System.Runtime.Intrinsics;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>RMI calls.</summary>
/// <param name="calls">The calls; their answers replace them.</param>
/// <param name="comments">Takes what stands behind the answers of failed calls; empty for nobody who wants to know.</param>
/// <param name="usesAgain">Whether the agent repeats calls with arguments that grow.</param>
/// <param name="takesRuns">Whether it can be asked to answer those in runs.</param>
internal ref struct CallExchange(Span<RmiRegisters> calls, Span<string?> comments, bool usesAgain, bool takesRuns) : IAgentExchange
{
    // Shorter runs are as quickly said one by one.
    private const int ShortestRun = 3;

    private readonly Span<RmiRegisters> _calls = calls;
    private readonly Span<string?> _comments = comments;
    private readonly bool _isOneRun = takesRuns && calls.Length >= ShortestRun && RunEnd(calls, 0, calls.Length, out _) == calls.Length;
    private int _runEnd;

    // A name, seven numbers of sixteen digits, blanks. Of one run two lines are sent for a group.
    public readonly int Cost => _isOneRun ? 4 : 160;

    public void Append(int index, int end, AgentRequests requests)
    {
        if (index < _runEnd)
        {
            return;
        }

        requests.Call(in _calls[index]);
        if (!usesAgain || index + ShortestRun > end)
        {
            return;
        }

        int runEnd = RunEnd(_calls, index, end, out RmiRegisters growth);
        if (runEnd - index >= ShortestRun)
        {
            requests.Again(runEnd - index - 1, in growth, takesRuns);
            _runEnd = runEnd;
        }
    }

    public readonly int Take(int index, int end, ReadOnlySpan<byte> answer)
    {
        int most = takesRuns ? Math.Min(end - index, AgentProtocol.MaximumRepeats) - 1 : 0;
        int comment = AgentAnswer.Registers(answer, ref _calls[index], most, out RmiRegisters growth, out int more);
        if (index < _comments.Length)
            _comments[index] = comment < 0 ? null : Encoding.UTF8.GetString(answer[comment..]);
        Continue(_calls.Slice(index, more + 1), growth);
        return more + 1;
    }

    // The answers of a run, from the first one on.
    private static void Continue(Span<RmiRegisters> run, RmiRegisters growth)
    {
        RmiRegisters answer = run[0];
        foreach (ref RmiRegisters call in run[1..])
        {
            unchecked
            {
                call.X0 = answer.X0 += growth.X0;
                call.X1 = answer.X1 += growth.X1;
                call.X2 = answer.X2 += growth.X2;
                call.X3 = answer.X3 += growth.X3;
                call.X4 = answer.X4 += growth.X4;
            }
        }
    }

    // How far calls of one function go on whose arguments grow by the same amounts; a function that grew would be another one.
    private static int RunEnd(Span<RmiRegisters> calls, int start, int end, out RmiRegisters growth)
    {
        Vector512<ulong> last = Load(ref calls[start + 1]);
        Vector512<ulong> step = last - Load(ref calls[start]);
        growth = default;
        step.StoreUnsafe(ref growth.X0);
        int i = start + 1;
        if (growth.X0 != 0)
            return i;
        while (++i < end)
        {
            Vector512<ulong> next = Load(ref calls[i]);
            if (next - last != step)
                break;
            last = next;
        }

        return i;
    }

    private static Vector512<ulong> Load(ref RmiRegisters registers) => Vector512.LoadUnsafe(ref registers.X0);
}
