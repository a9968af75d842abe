namespace RealmTools.Agent;

/// <summary>Reads of whole words.</summary>
/// <param name="address">PA of the first word.</param>
/// <param name="words">Takes the words.</param>
internal ref struct ReadExchange(ulong address, Span<ulong> words) : IAgentExchange
{
    private readonly Span<ulong> _words = words;

    /// <summary>Where the first access faulted; null when none did.</summary>
    public ulong? Fault { get; private set; }

    public readonly int Requests => (_words.Length + AgentProtocol.MaximumWords - 1) / AgentProtocol.MaximumWords;

    public readonly int Cost => 48;

    public readonly void Append(int index, int end, AgentRequests requests)
    {
        int start = index * AgentProtocol.MaximumWords;
        requests.Read(unchecked(address + ((ulong)start * sizeof(ulong))), Math.Min(AgentProtocol.MaximumWords, _words.Length - start));
    }

    public int Take(int index, int end, ReadOnlySpan<byte> answer)
    {
        int start = index * AgentProtocol.MaximumWords;
        if (AgentAnswer.IsFault(answer, out ulong fault))
            Fault ??= fault;
        else
            AgentAnswer.Words(answer, _words[start..Math.Min(start + AgentProtocol.MaximumWords, _words.Length)]);
        return 1;
    }
}
