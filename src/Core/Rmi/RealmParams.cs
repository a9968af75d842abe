using System.Buffers.Binary;

namespace RealmTools.Rmi;

/// <summary>RmiRealmParams: a typed view of one page. Source: rmm-behaviour.md §3.1 (RMI 2.0) and §3.2 (1.0).</summary>
/// <param name="page">4096 bytes, little endian.</param>
public readonly ref struct RealmParams(Span<byte> page)
{
    private const int RpvLength = 64;

    private readonly Span<byte> _page = page[..(int)Granule.Size];

    /// <summary>flags0 at 0x000: LPA2 bit 0, SVE 1, PMU 2, DA 3, memory encryption policy 8:7.</summary>
    public ulong Flags0 { get => Get64(0x000); set => Set64(0x000, value); }

    /// <summary>IPA width in bits, at 0x008.</summary>
    public uint IpaBits { get => Get32(0x008); set => Set32(0x008, value); }

    /// <summary>SVE vector length in quadwords − 1, at 0x010.</summary>
    public uint SveVectorLength { get => Get32(0x010); set => Set32(0x010, value); }

    /// <summary>Breakpoints, at 0x018; the platform's maximum is in FEATURES0.</summary>
    public uint Breakpoints { get => Get32(0x018); set => Set32(0x018, value); }

    /// <summary>Watchpoints, at 0x020; the platform's maximum is in FEATURES0.</summary>
    public uint Watchpoints { get => Get32(0x020); set => Set32(0x020, value); }

    /// <summary>PMU counters, at 0x028.</summary>
    public uint PmuCounters { get => Get32(0x028); set => Set32(0x028, value); }

    /// <summary>Hash algorithm, at 0x030.</summary>
    public RealmHashAlgorithm HashAlgorithm { get => (RealmHashAlgorithm)_page[0x030]; set => _page[0x030] = (byte)value; }

    /// <summary>Auxiliary planes, 0…3, at 0x038 (2.0).</summary>
    public uint AuxiliaryPlanes { get => Get32(0x038); set => Set32(0x038, value); }

    /// <summary>Realm personalization value, 64 bytes at 0x400.</summary>
    public Span<byte> PersonalizationValue => _page.Slice(0x400, RpvLength);

    /// <summary>Plane that owns ATS, at 0x440 (2.0).</summary>
    public ulong AtsPlane { get => Get64(0x440); set => Set64(0x440, value); }

    /// <summary>VMID, at 0x800 (1.0).</summary>
    public ushort Vmid
    {
        get => BinaryPrimitives.ReadUInt16LittleEndian(_page[0x800..]);
        set => BinaryPrimitives.WriteUInt16LittleEndian(_page[0x800..], value);
    }

    /// <summary>PA of the first root table, at 0x808.</summary>
    public ulong RttBase { get => Get64(0x808); set => Set64(0x808, value); }

    /// <summary>RTT start level, −1…3, at 0x810.</summary>
    public long StartLevel { get => unchecked((long)Get64(0x810)); set => Set64(0x810, unchecked((ulong)value)); }

    /// <summary>Number of root tables, 1…16, at 0x818.</summary>
    public uint RootCount { get => Get32(0x818); set => Set32(0x818, value); }

    /// <summary>flags1 at 0x820 (2.0): tree per plane bit 0, indirect S2AP bit 1.</summary>
    public ulong Flags1 { get => Get64(0x820); set => Set64(0x820, value); }

    /// <summary>PA of the first root table of an auxiliary tree (2.0), at 0xF80 + 8·(<paramref name="tree"/> − 1).</summary>
    /// <param name="tree">1…3.</param>
    public ulong GetAuxiliaryRttBase(int tree) => Get64(0xF80 + (8 * (tree - 1)));

    /// <summary>Sets the PA of the first root table of an auxiliary tree (2.0).</summary>
    /// <param name="tree">1…3.</param>
    /// <param name="value">PA, aligned to all root tables of the tree.</param>
    public void SetAuxiliaryRttBase(int tree, ulong value) => Set64(0xF80 + (8 * (tree - 1)), value);

    private ulong Get64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page[offset..]);

    private void Set64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_page[offset..], value);

    private uint Get32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_page[offset..]);

    private void Set32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_page[offset..], value);
}
