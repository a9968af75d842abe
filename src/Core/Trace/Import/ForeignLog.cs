using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Finds the calls in a log of one kind.</summary>
internal abstract class ForeignLog
{
    private const int LongestQuote = 120;

    /// <summary>Lines about something else.</summary>
    public long ForeignLines { get; protected set; }

    /// <summary>Lines that could not be used.</summary>
    public List<TraceImportIssue> Damaged { get; } = [];

    /// <summary>Takes a line.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="text">The line, without its end.</param>
    /// <param name="hasEnd">Whether it has an end: the last line of a log may be cut.</param>
    public abstract void Take(long number, string text, bool hasEnd);

    /// <summary>The generation of the interface that the lines speak; null when they do not tell.</summary>
    /// <exception cref="TraceFormatException">They speak two.</exception>
    public abstract RmiProfile? Generation(string name);

    /// <summary>The calls, and boots as null, in order.</summary>
    public abstract IReadOnlyList<ImportedCall?> Calls(RmiProfile profile);

    protected void Damage(long line, string problem, string text) =>
        Damaged.Add(new TraceImportIssue(line, problem, text.Length > LongestQuote ? text[..LongestQuote] + "…" : text));
}
