using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A run of granules that the host's ledger holds alike.</summary>
/// <param name="Address">PA of the first granule.</param>
/// <param name="Size">Length in bytes, a multiple of 4 KiB.</param>
/// <param name="Use">What the host believes they are used for; of leaked ones, the last use it knows.</param>
/// <param name="Fate">Whether the host may still count on them.</param>
/// <param name="Realm">Name of the owning realm; empty when no realm owns them.</param>
/// <param name="Role">The use in words: <c>RTT level 3 of 0x40000000</c>.</param>
/// <param name="Since">The call that brought them here; for leaked ones the call that failed.</param>
/// <param name="Ipa">First IPA that a data page is mapped at or a table translates; null when that says nothing.</param>
public sealed record GranuleRun(
    PhysicalAddress Address, ByteSize Size, GranuleUse Use, GranuleFate Fate, string Realm, string Role, CallStamp Since, Ipa? Ipa)
{
    /// <summary>PA after the last granule.</summary>
    public PhysicalAddress Top => Address + Size.Bytes;

    /// <summary>Number of granules.</summary>
    public long Granules => (long)(Size.Bytes >> Granule.Shift);

    /// <summary>Whether the granules are lost to the host.</summary>
    public bool IsLeaked => Fate != GranuleFate.Sound;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Address}-{Top} {Role}{(Realm.Length == 0 ? string.Empty : $" of {Realm}")}{(IsLeaked ? $", {Fate}" : string.Empty)}";
}
