using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A range of a realm's memory that one operation added.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Ipa">First IPA.</param>
/// <param name="Size">Length in bytes, a multiple of 4 KiB.</param>
/// <param name="Kind">Private or shared.</param>
/// <param name="IsMeasured">Whether its content went into the RIM.</param>
/// <param name="PageSize">Size of the largest entries it was mapped with: 4 KiB, 2 MiB or 1 GiB.</param>
/// <param name="Address">PA of its first granule; the rest need not follow.</param>
/// <param name="Content">Where its content came from; empty when it came from nowhere.</param>
public sealed record RealmMemory(
    string RealmName, Ipa Ipa, ByteSize Size, RealmMemoryKind Kind, bool IsMeasured, ByteSize PageSize, PhysicalAddress Address, string Content)
{
    /// <summary>The operation it comes from; null where another than the host made this object.</summary>
    internal MemoryRegion? Region { get; init; }

    /// <summary>IPA after the last byte.</summary>
    public Ipa Top => Ipa + Size.Bytes;

    /// <inheritdoc/>
    public override string ToString() => $"{Ipa}-{Top} {Kind}";
}
