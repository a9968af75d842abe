namespace RealmTools.Agent;

/// <summary>One request of any kind.</summary>
/// <param name="request">The request.</param>
internal struct TextExchange(string request) : IAgentExchange
{
    /// <summary>The answer.</summary>
    public byte[] Answer { get; private set; } = [];

    public readonly int Cost => 1024;

    public readonly void Append(int index, int end, AgentRequests requests) => requests.Text(request);

    public int Take(int index, int end, ReadOnlySpan<byte> answer)
    {
        if (answer.StartsWith("error "u8))
            throw AgentAnswer.Unexpected(answer);
        Answer = answer.ToArray();
        return 1;
    }
}
