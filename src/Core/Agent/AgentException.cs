namespace RealmTools.Agent;

/// <summary>A peer broke the agent protocol, or refuses to speak it.</summary>
public sealed class AgentException : IOException
{
    /// <summary>An exception without a message of its own.</summary>
    public AgentException()
        : base("The agent protocol was broken.")
    {
    }

    /// <summary>An exception that says what happened.</summary>
    public AgentException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what happened and what caused it.</summary>
    public AgentException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>It was silent for too long.</summary>
    internal static AgentException Silent(TimeSpan patience) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it did not answer within {patience.TotalSeconds} s"));
}
