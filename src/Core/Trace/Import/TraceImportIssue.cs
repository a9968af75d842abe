namespace RealmTools.Trace;

/// <summary>A line of a log that looks like a call but could not be used.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Text">The line, shortened.</param>
public sealed record TraceImportIssue(long Line, string Problem, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Problem}: {Text}";
}
