using System.Runtime.CompilerServices;

namespace RealmTools.Rmm;

/// <summary>
/// The level 3 table that the newest walk of a primary tree ended in: hosts go through memory page by page, so the next walk mostly ends
/// there too. Memory forgets it whenever a table comes, goes or is copied.
/// </summary>
internal readonly struct LeafCache
{
    private const int TableShift = 21;

    /// <summary>PA of the table.</summary>
    internal readonly ulong Table;

    /// <summary>Its content, for reading.</summary>
    internal readonly Page? Page;

    private readonly RealmDescriptor? _realm;
    private readonly ulong _region;

    internal LeafCache(RealmDescriptor realm, ulong ipa, ulong table, Page page)
    {
        _realm = realm;
        _region = ipa >> TableShift;
        Table = table;
        Page = page;
    }

    /// <summary>Whether the table holds the entry of an IPA in a tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Covers(RealmDescriptor realm, int tree, ulong ipa) =>
        ReferenceEquals(_realm, realm) && _region == ipa >> TableShift && tree == RttTree.PrimaryIndex;
}
