namespace RealmTools.Agent;

/// <summary>Requests that are sent without waiting for one another's answers.</summary>
internal interface IAgentExchange
{
    /// <summary>How much a request or its answer needs on the wire at most, in bytes.</summary>
    int Cost { get; }

    /// <summary>Writes a request.</summary>
    void Append(int index, AgentRequests requests);

    /// <summary>Takes its answer: a line without its end.</summary>
    /// <exception cref="AgentException">It is no answer.</exception>
    void Take(int index, ReadOnlySpan<byte> answer);
}
