namespace RealmTools.Host;

/// <summary>Renders a tree as an indented table: level, IPA range, state, RIPAS, PA, size; a line names each half.</summary>
public static class RttTreeText
{
    /// <summary>The lines of a tree.</summary>
    /// <param name="entries">Entries as a reader yields them.</param>
    /// <param name="geometry">The realm they belong to.</param>
    public static IEnumerable<string> Lines(IEnumerable<RttEntry> entries, RealmGeometry geometry) => throw new NotSupportedException("Not built yet.");
}
