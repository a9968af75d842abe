using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// A compact text of a realm's tables, for tests to compare with: a line for each entry or run of neighbours that are alike.
/// </summary>
/// <remarks>
/// <code>
/// 1 0x80000000 table
///   2 0x80000000+4MB assigned ram      # level, range, state, RIPAS
///   2 0x80400000-0x80600000 unassigned ram
/// 1 0x8000000000 assigned -> 0x90000000
/// </code>
/// A range is an IPA and a size, two IPAs, or the IPA of one entry. Without a RIPAS, assigned means RAM (assigned_dev: DEV) in the
/// protected half. A PA after <c>-></c> is compared, others are not. What is unassigned and EMPTY is left out: a sketch is the whole
/// tree. Indentation, case, blank lines and <c>#</c> comments say nothing.
/// </remarks>
public sealed class RttSketch
{
    private RttSketch(ImmutableArray<RttSketchLine> lines) => Lines = lines;

    /// <summary>The lines in IPA order, a table before what it translates; neighbours that differ only in the PA are one.</summary>
    public ImmutableArray<RttSketchLine> Lines { get; }

    /// <summary>Reads a sketch.</summary>
    /// <exception cref="FormatException">A line is not of the form, or stands where no tree has it; the message says which and why.</exception>
    public static RttSketch Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RttSketch([.. new RttSketchParser().Parse(text)]);
    }

    /// <summary>The sketch of a tree, without PAs.</summary>
    /// <param name="entries">Entries as <see cref="RttTreeReader"/> yields them, raw or in runs, with or without the empty ones.</param>
    public static RttSketch Of(IEnumerable<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<RttEntry> tree = [.. entries];
        return new RttSketch(Merge(tree.Where(static e => !IsEmpty(e)).Select(LineOf), Border(tree)));
    }

    /// <summary>How a tree differs from this sketch.</summary>
    /// <param name="entries">As for <see cref="Of"/>.</param>
    /// <returns>
    /// Nothing when they are alike; otherwise both, line by line: <c>-</c> is only in the sketch, <c>+</c> only in the tree.
    /// </returns>
    public IReadOnlyList<string> Compare(IEnumerable<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<RttEntry> tree = [.. entries];
        ImmutableArray<RttSketchLine> actual = Of(tree).Lines;
        ImmutableArray<RttSketchLine> expected = Merge(
            Lines.Select(static line => line with { Address = null }), Border(tree));

        var rows = new List<(RttSketchLine Line, int Order, string Text)>();
        foreach (RttSketchLine line in expected)
        {
            bool isThere = actual.Any(line.Means);
            rows.Add((line, 0, $"{(isThere ? ' ' : '-')} {Indented(line)}"));
        }

        rows.AddRange(actual.Where(line => !expected.Any(e => e.Means(line))).Select(line => (line, 1, $"+ {Indented(line)}")));
        rows.AddRange(Lines.Where(static line => line.Address is not null).SelectMany(line => Displaced(line, tree)));
        return rows.TrueForAll(static row => row.Text[0] == ' ')
            ? []
            : [.. rows.OrderBy(static row => row.Line.Ipa).ThenBy(static row => row.Line.Level).ThenBy(static row => row.Order).Select(static row => row.Text)];
    }

    /// <summary>The text, indented by depth.</summary>
    public override string ToString() => string.Join('\n', Lines.Select(Indented));

    // Where the unprotected half begins, what goes on is another memory.
    private static Ipa? Border(List<RttEntry> tree) => tree.Find(static e => !e.IsProtected)?.Ipa;

    private static bool IsEmpty(RttEntry entry) => entry.State == RttEntryState.Unassigned && (!entry.IsProtected || entry.Ripas == Ripas.Empty);

    private static RttSketchLine LineOf(RttEntry entry) => new(
        entry.Level, entry.Ipa, entry.Size, entry.State, entry.IsProtected && !entry.IsTable ? entry.Ripas : null, Address: null);

    // The same memory may be mapped in one piece or in many: only its PAs would tell.
    private static ImmutableArray<RttSketchLine> Merge(IEnumerable<RttSketchLine> lines, Ipa? border)
    {
        var merged = ImmutableArray.CreateBuilder<RttSketchLine>();
        foreach (RttSketchLine line in lines)
        {
            if (merged.Count > 0 && merged[^1].IsContinuedBy(line) && line.Ipa != border)
                merged[^1] = merged[^1] with { Size = new ByteSize(merged[^1].Size.Bytes + line.Size.Bytes), Ripas = merged[^1].Ripas ?? line.Ripas };
            else
                merged.Add(line);
        }

        return merged.ToImmutable();
    }

    private IEnumerable<(RttSketchLine Line, int Order, string Text)> Displaced(RttSketchLine line, List<RttEntry> tree)
    {
        RttEntry? entry = tree.Find(e => e.Level == line.Level && e.Ipa <= line.Ipa && e.Top > line.Ipa);
        if (entry?.Address is not { } address) yield break;

        PhysicalAddress actual = address + (line.Ipa - entry.Ipa);
        if (actual == line.Address) yield break;

        yield return (line, 2, $"- {Indented(line)}");
        yield return (line, 3, $"+ {Indented(line with { Address = actual })}");
    }

    private string Indented(RttSketchLine line) =>
        new string(' ', 2 * Math.Max(0, line.Level - (Lines.IsEmpty ? line.Level : Lines.Min(static l => l.Level)))) + line;
}
