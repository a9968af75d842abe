namespace RealmTools.Agent;

/// <summary>Where in a trace the trees are shown.</summary>
/// <param name="Line">Before the record at this line; 0 for the end.</param>
internal sealed record TreePoint(long Line);
