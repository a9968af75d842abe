using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The RTTs of realms.</summary>
public sealed class HostTables
{
    /// <summary>RTT_CREATE: makes a table; over a block, splits the block into the table's entries.</summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="ipa">First IPA the table translates, aligned to the entry it hangs on.</param>
    /// <param name="level">Level of the table, start level + 1…3.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.RangeUnaligned"/>,
    /// <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RttEntry Create(string realm, Ipa ipa, int level, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>RTT_DESTROY: removes a table without live entries; its granule comes back.</summary>
    /// <returns>The next IPA with a live entry, or the end of the parent table.</returns>
    /// <exception cref="HostException">As <see cref="Create"/>.</exception>
    public Ipa Destroy(string realm, Ipa ipa, int level, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>RTT_FOLD: replaces a table whose entries are alike by one entry; its granule comes back.</summary>
    /// <exception cref="HostException">As <see cref="Create"/>.</exception>
    public RttEntry Fold(string realm, Ipa ipa, int level, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>RTT_READ_ENTRY: the entry that translates an IPA, where the walk ends, at <paramref name="level"/> at the latest.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.RangeBeyondRealm"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RttEntry ReadEntry(string realm, Ipa ipa, int level = RttGeometry.LastLevel, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");

    /// <summary>The entries of a realm's tree in IPA order, a table before what it translates. Read while it is enumerated, a table at a time.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>; while enumerating, <see cref="FailureId.RmiFailed"/>.</exception>
    public IEnumerable<RttEntry> Read(string realm, RttTreeOptions? options = null, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");
}
