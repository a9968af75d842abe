using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>RMI calls.</summary>
/// <param name="calls">The calls; their answers replace them.</param>
/// <param name="comments">Takes what stands behind the answers of failed calls; empty for nobody who wants to know.</param>
/// <param name="usesAgain">Whether the agent repeats calls with arguments that grow.</param>
internal ref struct CallExchange(Span<RmiRegisters> calls, Span<string?> comments, bool usesAgain) : IAgentExchange
{
    // Shorter runs are as quickly said one by one.
    private const int ShortestRun = 3;

    private readonly Span<RmiRegisters> _calls = calls;
    private readonly Span<string?> _comments = comments;
    private int _runEnd;

    // A name, seven numbers of sixteen digits, blanks.
    public readonly int Cost => 160;

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

        int runEnd = RunEnd(index, end, out RmiRegisters growth);
        if (runEnd - index >= ShortestRun)
        {
            requests.Again(runEnd - index - 1, in growth);
            _runEnd = runEnd;
        }
    }

    public readonly void Take(int index, ReadOnlySpan<byte> answer)
    {
        int comment = AgentAnswer.Registers(answer, ref _calls[index]);
        if (index < _comments.Length)
            _comments[index] = comment < 0 ? null : Encoding.UTF8.GetString(answer[comment..]);
    }

    // How far calls of one function go on whose arguments grow by the same amounts.
    private readonly int RunEnd(int start, int end, out RmiRegisters growth)
    {
        growth = Growth(_calls[start], _calls[start + 1]);
        int i = start + 1;
        if (_calls[i].X0 != _calls[start].X0)
        {
            return i;
        }

        do
        {
            i++;
        }
        while (i < end && _calls[i].X0 == _calls[start].X0 && Growth(_calls[i - 1], _calls[i]) == growth);
        return i;
    }

    private static RmiRegisters Growth(RmiRegisters from, RmiRegisters to) => unchecked(new(
        0ul, to.X1 - from.X1, to.X2 - from.X2, to.X3 - from.X3, to.X4 - from.X4, to.X5 - from.X5, to.X6 - from.X6, to.X7 - from.X7));
}
