namespace RealmTools.Agent;

/// <summary>Where in a trace the trees are shown.</summary>
/// <param name="Line">Before the record at this line; 0 for the end.</param>
/// <param name="Path">The trace that stood behind the option in place of a line; null when there was none.</param>
internal sealed record TreePoint(long Line, string? Path = null);
