namespace RealmTools.Trace;

/// <summary>Something that happened to an object.</summary>
/// <param name="Entry">The record.</param>
/// <param name="What">What it did to the object, in words.</param>
public sealed record TraceEvent(TraceEntry Entry, string What)
{
    /// <summary>For example <c>line 12: delegated (call GRANULE_RANGE_DELEGATE …)</c>.</summary>
    public override string ToString() => $"line {Entry.Number}: {What} ({Entry.Text})";
}
