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

    public readonly int Cost => (2 * AgentProtocol.WriteLength) + 32;

    public readonly void Append(int index, int end, AgentRequests requests)
    {
        int start = index * AgentProtocol.WriteLength;
        requests.Write(unchecked(address + (ulong)start), _bytes[start..Math.Min(start + AgentProtocol.WriteLength, _bytes.Length)]);
    }

    public int Take(int index, int end, ReadOnlySpan<byte> answer)
    {
        if (AgentAnswer.IsFault(answer, out ulong fault))
            Fault ??= fault;
        else
            AgentAnswer.Text(answer);
        return 1;
    }
}
