namespace RealmTools.Rmi;

/// <summary>An RMM somewhere else did not answer; whether the calls in flight took effect is unknown.</summary>
public sealed class RmmUnreachableException : IOException
{
    /// <summary>An exception without a message of its own.</summary>
    public RmmUnreachableException()
        : base("The RMM did not answer.")
    {
    }

    /// <summary>An exception that says what happened.</summary>
    public RmmUnreachableException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what happened and what caused it.</summary>
    public RmmUnreachableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
