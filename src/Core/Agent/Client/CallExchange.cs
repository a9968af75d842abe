using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>RMI calls.</summary>
/// <param name="calls">The calls; their answers replace them.</param>
/// <param name="comments">Takes what stands behind the answers of failed calls; empty for nobody who wants to know.</param>
internal readonly ref struct CallExchange(Span<RmiRegisters> calls, Span<string?> comments) : IAgentExchange
{
    private readonly Span<RmiRegisters> _calls = calls;
    private readonly Span<string?> _comments = comments;

    // A long request, or an answer with its reason.
    public int Cost => 192;

    public void Append(int index, AgentRequests requests) => requests.Call(in _calls[index]);

    public void Take(int index, ReadOnlySpan<byte> answer)
    {
        int comment = AgentAnswer.Registers(answer, ref _calls[index]);
        if (index < _comments.Length)
            _comments[index] = comment < 0 ? null : System.Text.Encoding.UTF8.GetString(answer[comment..]);
    }
}
