namespace RealmTools.Host;

/// <summary>What a tear-down has to take out of a realm's protected half, from what the host knows.</summary>
/// <param name="Pages">Granules of data.</param>
/// <param name="Blocks">Entries that have to be split before it can be unmapped, with those a 1 GiB entry is split into.</param>
/// <param name="Stretches">Tables that it is mapped in.</param>
/// <param name="LeafTables">Tables of the last level.</param>
internal readonly record struct TeardownExtent(long Pages, long Blocks, long Stretches, long LeafTables);
