using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>An entry of a realm's tree, or a run of neighbours that are alike.</summary>
/// <param name="Ipa">First IPA.</param>
/// <param name="Size">Bytes it translates: of one entry, or of all in the run.</param>
/// <param name="Level">Level of the table it stands in.</param>
/// <param name="State">Host IPA state.</param>
/// <param name="Ripas">RIPAS; says nothing for tables and in the unprotected half.</param>
/// <param name="Descriptor">Descriptor as RTT_READ_ENTRY returns it; of a run, that of the first entry.</param>
/// <param name="IsProtected">Whether it lies in the protected half.</param>
/// <param name="Count">Number of entries: 1, or the length of the run.</param>
public sealed record RttEntry(
    Ipa Ipa, ByteSize Size, int Level, RttEntryState State, Ripas Ripas, ulong Descriptor, bool IsProtected, long Count)
{
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    /// <summary>Name of the realm; empty where the reader was not told.</summary>
    public string RealmName { get; init; } = string.Empty;

    /// <summary>The realm's IPA space, from which depth and half of the entry follow; null where it is not known.</summary>
    public RealmGeometry? Geometry { get; init; }

    /// <summary>IPA after the last byte.</summary>
    public Ipa Top => Ipa + Size.Bytes;

    /// <summary>PA of the memory or table; null when it has none.</summary>
    public PhysicalAddress? Address => State == RttEntryState.Unassigned ? null : new PhysicalAddress(Descriptor & AddressMask);

    /// <summary>Bytes that one entry translates.</summary>
    public ByteSize EntrySize => new(RttGeometry.EntrySize(Level));

    /// <summary>Whether it points to a table.</summary>
    public bool IsTable => State == RttEntryState.Table;

    /// <inheritdoc/>
    public override string ToString() => $"L{Level} {Ipa}-{Top} {State}{(IsProtected && !IsTable ? $", {Ripas}" : string.Empty)}";
}
