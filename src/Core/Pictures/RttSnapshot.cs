using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>A realm's tree at one moment: what a picture shows.</summary>
public sealed class RttSnapshot
{
    /// <summary>A tree.</summary>
    /// <param name="title">What the picture is called: the realm's name.</param>
    /// <param name="geometry">The realm's IPA space.</param>
    /// <param name="entries">Entries as a reader yields them, in any order; entries may be missing.</param>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: two entries of one level overlap, or one lies beyond the realm.</exception>
    public RttSnapshot(string title, RealmGeometry geometry, IEnumerable<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(title);
        Title = Printable(title);
        Geometry = geometry;
        Entries = InTreeOrder(entries);
        Check(Entries, geometry);
    }

    /// <summary>What the picture is called.</summary>
    public string Title { get; }

    /// <summary>The realm's IPA space.</summary>
    public RealmGeometry Geometry { get; }

    /// <summary>The entries in IPA order, a table before what it translates.</summary>
    public ImmutableArray<RttEntry> Entries { get; }

    /// <summary>Reads the tree of a realm as it is now, in runs.</summary>
    /// <exception cref="HostException">As <see cref="HostTables.Read"/>.</exception>
    public static RttSnapshot Read(RealmHost host, string realm, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        Realm found = host.Realms.Get(realm);
        return new RttSnapshot(found.Name, found.Geometry, host.Tables.Read(realm, RttTreeOptions.Default, context));
    }

    /// <summary>A tree of which only entries are given: some of them, or ones without their realm's geometry.</summary>
    /// <remarks>Without a geometry the IPA space is the smallest in which the entries have their place.</remarks>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: there are none, or they are not of one tree.</exception>
    public static RttSnapshot FromEntries(IReadOnlyCollection<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            throw NoTree("There are no entries to draw.", null);
        }

        RttEntry first = entries.First();
        if (entries.FirstOrDefault(e => e.Geometry != first.Geometry || e.RealmName != first.RealmName) is { } other)
        {
            throw NoTree($"The entries {first} and {other} are of different realms, '{first.RealmName}' and '{other.RealmName}'.", other);
        }

        return new RttSnapshot(first.RealmName.Length > 0 ? first.RealmName : "RTT", first.Geometry ?? SmallestFor(entries), entries);
    }

    private static RealmGeometry SmallestFor(IReadOnlyCollection<RttEntry> entries)
    {
        ulong last = entries.Max(static e => e.Top.Value) - 1;
        bool isHalf = entries.All(static e => e.IsProtected);
        int bits = Math.Max(BitOperations.Log2(last) + (isHalf ? 2 : 1), RttGeometry.MinimumIpaBits);
        return new RealmGeometry(default, bits, entries.Min(static e => e.Level));
    }

    private static HostException NoTree(string message, RttEntry? entry) =>
        new(FailureId.ParameterInvalid, message, "Give entries of one tree, each once: all that were read of one realm, or some of them.", entry);

    // Names come from users: what no file format can carry is shown as a replacement character.
    private static string Printable(string title)
    {
        var text = new StringBuilder();
        foreach (Rune rune in title.EnumerateRunes())
        {
            text.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        }

        return text.ToString();
    }

    internal static ImmutableArray<RttEntry> InTreeOrder(IEnumerable<RttEntry> entries)
    {
        ImmutableArray<RttEntry> given = [.. entries];
        for (int i = 1; i < given.Length; i++)
        {
            if (TreeOrder(given[i - 1], given[i]) > 0)
            {
                return given.Sort(TreeOrder);
            }
        }

        return given;
    }

    /// <summary>Compares by IPA, a table before what it translates.</summary>
    internal static int TreeOrder(RttEntry left, RttEntry right)
    {
        int order = left.Ipa.CompareTo(right.Ipa);
        return order != 0 ? order : left.Level.CompareTo(right.Level);
    }

    private static void Check(ImmutableArray<RttEntry> entries, RealmGeometry geometry)
    {
        var last = new Dictionary<int, RttEntry>();
        foreach (RttEntry entry in entries)
        {
            if (entry.Top > geometry.Top)
            {
                throw NoTree($"The entry {entry} lies beyond the realm, whose IPAs end at {geometry.Top}.", entry);
            }

            if (last.TryGetValue(entry.Level, out RttEntry? before) && before.Top > entry.Ipa)
            {
                throw NoTree($"The entries {before} and {entry} overlap.", entry);
            }

            last[entry.Level] = entry;
        }
    }
}
