namespace RealmTools.Agent;

/// <summary>Writes of bytes, a granule's worth a request.</summary>
/// <param name="address">PA of the first byte.</param>
/// <param name="bytes">The bytes.</param>
internal ref struct WriteExchange(ulong address, ReadOnlySpan<byte> bytes) : IAgentExchange
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the first access faulted; null when none did.</summary>
    public ulong? Fault { get; private set; }

    public readonly int Requests => (_bytes.Length + AgentProtocol.WriteLength - 1) / AgentProtocol.WriteLength;

    public readonly int Cost => 2 * AgentProtocol.WriteLength;

    public readonly void Append(int index, AgentRequests requests)
    {
        int start = index * AgentProtocol.WriteLength;
        requests.Write(unchecked(address + (ulong)start), _bytes[start..Math.Min(start + AgentProtocol.WriteLength, _bytes.Length)]);
    }

    public void Take(int index, ReadOnlySpan<byte> answer)
    {
        if (AgentAnswer.IsFault(answer, out ulong fault))
            Fault ??= fault;
        else
            AgentAnswer.Text(answer);
    }
}

/// <summary>Reads of whole words.</summary>
/// <param name="address">PA of the first word.</param>
/// <param name="words">Takes the words.</param>
internal ref struct ReadExchange(ulong address, Span<ulong> words) : IAgentExchange
{
    private readonly Span<ulong> _words = words;

    /// <summary>Where the first access faulted; null when none did.</summary>
    public ulong? Fault { get; private set; }

    public readonly int Requests => (_words.Length + AgentProtocol.MaximumWords - 1) / AgentProtocol.MaximumWords;

    public readonly int Cost => 17 * AgentProtocol.MaximumWords;

    public readonly void Append(int index, AgentRequests requests)
    {
        int start = index * AgentProtocol.MaximumWords;
        requests.Read(unchecked(address + ((ulong)start * sizeof(ulong))), Math.Min(AgentProtocol.MaximumWords, _words.Length - start));
    }

    public void Take(int index, ReadOnlySpan<byte> answer)
    {
        int start = index * AgentProtocol.MaximumWords;
        if (AgentAnswer.IsFault(answer, out ulong fault))
            Fault ??= fault;
        else
            AgentAnswer.Words(answer, _words[start..Math.Min(start + AgentProtocol.MaximumWords, _words.Length)]);
    }
}

/// <summary>One request of any kind.</summary>
/// <param name="request">The request.</param>
internal struct TextExchange(string request) : IAgentExchange
{
    /// <summary>The answer.</summary>
    public byte[] Answer { get; private set; } = [];

    public readonly int Cost => 1024;

    public readonly void Append(int index, AgentRequests requests) => requests.Text(request);

    public void Take(int index, ReadOnlySpan<byte> answer)
    {
        if (answer.StartsWith("error "u8))
            throw AgentAnswer.Unexpected(answer);
        Answer = answer.ToArray();
    }
}
