namespace RealmTools.Trace;

/// <summary>A trace cannot be read: a line is malformed or a record is out of place.</summary>
public sealed class TraceFormatException : FormatException
{
    /// <summary>An exception without a place.</summary>
    public TraceFormatException()
    {
    }

    /// <summary>An exception that says what is wrong.</summary>
    public TraceFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what is wrong and what caused it.</summary>
    public TraceFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception for a malformed line.</summary>
    /// <param name="name">The trace: a path, or what else names it.</param>
    /// <param name="line">Line, from 1.</param>
    /// <param name="error">What is wrong with it.</param>
    public TraceFormatException(string name, long line, TraceSyntaxError error)
        : base($"{name}, line {line}, {error}.")
    {
        Line = line;
        Error = error;
    }

    /// <summary>The line, from 1; 0 when it is about the whole trace.</summary>
    public long Line { get; }

    /// <summary>Column, what was expected and what was found.</summary>
    public TraceSyntaxError Error { get; }
}
