using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Where a walk ended: the last table and the entry in it (§0.3, §4.0).</summary>
internal readonly ref struct RttWalk
{
    /// <summary>PA of the table.</summary>
    internal readonly ulong Table;

    /// <summary>The table's content, for reading.</summary>
    internal readonly Page Page;

    /// <summary>The table's level.</summary>
    internal readonly int Level;

    /// <summary>Position of the entry.</summary>
    internal readonly int Index;

    /// <summary>The entry.</summary>
    internal readonly ulong Entry;

    /// <summary>Walks from the root towards <paramref name="level"/>, no further than entries are tables.</summary>
    /// <param name="memory">Where the tables live.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="tree">0 for the primary tree.</param>
    /// <param name="ipa">An IPA below the realm's IPA size.</param>
    /// <param name="level">Not above the start level.</param>
    internal RttWalk(PhysicalMemory memory, RealmDescriptor realm, int tree, ulong ipa, int level)
    {
        ref LeafCache leaf = ref memory.Leaf;
        if (leaf.Covers(realm, tree, ipa) && level == RttGeometry.LastLevel)
        {
            Level = level;
            Table = leaf.Table;
            Page = leaf.Page!;
            Index = RttGeometry.EntryIndex(ipa, level);
            Entry = Page[Index];
            return;
        }

        Level = realm.StartLevel;
        Table = realm.RootOf(tree) + ((ulong)(uint)RttGeometry.RootIndex(ipa, Level) << Granule.Shift);
        while (true)
        {
            Page = memory.Content<Page>(Table)!;
            Index = RttGeometry.EntryIndex(ipa, Level);
            Entry = Page[Index];
            if (Level >= level || !RttEntry.IsTable(Entry))
            {
                break;
            }

            Table = RttEntry.Address(Entry);
            Level++;
        }

        if (Level == RttGeometry.LastLevel && tree == RttTree.PrimaryIndex)
        {
            leaf = new LeafCache(realm, ipa, Table, Page);
        }
    }
}
