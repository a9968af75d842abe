namespace RealmTools.Agent;

/// <summary>Requests that are sent without waiting for one another's answers.</summary>
internal interface IAgentExchange
{
    /// <summary>How long a request is at most, in bytes.</summary>
    int Cost { get; }

    /// <summary>Writes a request, unless one before it has written it too.</summary>
    /// <param name="index">Which.</param>
    /// <param name="end">Index after the last one that is sent together with it.</param>
    /// <param name="requests">Takes it.</param>
    void Append(int index, int end, AgentRequests requests);

    /// <summary>Takes an answer: a line without its end.</summary>
    /// <param name="index">The first request it answers.</param>
    /// <param name="end">Index after the last one that was sent together with it.</param>
    /// <param name="answer">The line.</param>
    /// <returns>How many requests it answers.</returns>
    /// <exception cref="AgentException">It is no answer.</exception>
    int Take(int index, int end, ReadOnlySpan<byte> answer);
}
