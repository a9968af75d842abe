using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Renders a tree as an indented table: level, IPA range, state, RIPAS, PA, size; a line names each half.</summary>
public static class RttTreeText
{
    private const int Indent = 2;

    /// <summary>The heading of the columns.</summary>
    public static string Heading { get; } = Line("Level", "IPA", "State", "RIPAS", "PA", "Size");

    /// <summary>The lines of a tree, the heading first.</summary>
    /// <param name="entries">Entries as a reader yields them.</param>
    /// <param name="geometry">The realm they belong to.</param>
    public static IEnumerable<string> Lines(IEnumerable<RttEntry> entries, RealmGeometry geometry)
    {
        yield return Heading;
        bool? isProtected = null;
        foreach (RttEntry entry in entries)
        {
            if (entry.IsProtected != isProtected)
            {
                isProtected = entry.IsProtected;
                yield return HalfLine(entry.IsProtected, geometry);
            }

            yield return Line(entry, geometry.StartLevel);
        }
    }

    /// <summary>The line that names a half.</summary>
    public static string HalfLine(bool isProtected, RealmGeometry geometry) =>
        isProtected
            ? $"protected half 0x0-{geometry.UnprotectedBase}"
            : $"unprotected half {geometry.UnprotectedBase}-{geometry.Top}";

    /// <summary>The line of an entry or run.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="startLevel">Level that is not indented.</param>
    public static string Line(RttEntry entry, int startLevel) => Line(
        $"{new string(' ', Indent * (entry.Level - startLevel))}{entry.Level}",
        $"{entry.Ipa}-{entry.Top}",
        StateText(entry.State),
        RipasText(entry),
        entry.Address is { } address ? $"{address}" : "-",
        SizeText(entry));

    /// <summary>The state as the specification spells it.</summary>
    public static string StateText(RttEntryState state) => state switch
    {
        RttEntryState.AssignedDevice => "ASSIGNED_DEV",
        RttEntryState.AuxiliaryDestroyed => "AUX_DESTROYED",
        _ => state.ToString().ToUpperInvariant(),
    };

    /// <summary>The RIPAS as the specification spells it; a dash where it says nothing.</summary>
    public static string RipasText(RttEntry entry) => entry.IsProtected && !entry.IsTable ? entry.Ripas.ToString().ToUpperInvariant() : "-";

    /// <summary>The size; of a run, also how many entries make it.</summary>
    public static string SizeText(RttEntry entry) =>
        entry.Count == 1 ? entry.Size.ToString() : $"{entry.Size} ({entry.Count} × {entry.EntrySize})";

    private static string Line(string level, string range, string state, string ripas, string address, string size) =>
        $"{level,-10}{range,-36}{state,-13}{ripas,-10}{address,-16}{size}".TrimEnd();
}
