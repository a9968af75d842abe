namespace RealmTools.Host;

/// <summary>How the realm sees shared memory.</summary>
/// <param name="MemoryAttribute">MemAttr, 0…7 without 4.</param>
/// <param name="Read">Whether it may read.</param>
/// <param name="Write">Whether it may write.</param>
internal readonly record struct SharedAttributes(int MemoryAttribute, bool Read, bool Write)
{
    /// <summary>S2AP in the direct encoding: write in bit 0, read in bit 1.</summary>
    internal int AccessPermission => (Write ? 1 : 0) | (Read ? 2 : 0);
}
