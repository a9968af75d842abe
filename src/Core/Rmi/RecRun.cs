using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RealmTools.Rmi;

/// <summary>RmiRecRun: a typed view of one page, entry half below 0x800, exit half above. Source: rmm-behaviour.md §3.4 and §3.5.</summary>
/// <param name="page">4096 bytes, little endian.</param>
public readonly ref struct RecRun(Span<byte> page)
{
    /// <summary>General-purpose registers in either half.</summary>
    public const int GprCount = 31;

    /// <summary>Offset of the exit half.</summary>
    public const int ExitOffset = 0x800;

    private readonly Span<byte> _page = page[..(int)Granule.Size];

    /// <summary>Entry flags, at 0x000.</summary>
    public RecEntryFlags EntryFlags { get => (RecEntryFlags)Get64(0x000); set => Set64(0x000, (ulong)value); }

    /// <summary>Entry registers, at 0x200: [0] completes MMIO reads, all of them complete a host call.</summary>
    public Span<ulong> EntryGprs => Gprs(0x200);

    /// <summary>Virtual interrupt control (1.0), at 0x300.</summary>
    public ulong EntryGicHcr { get => Get64(0x300); set => Set64(0x300, value); }

    /// <summary>List registers (1.0), at 0x308.</summary>
    public Span<ulong> EntryGicListRegisters => MemoryMarshal.Cast<byte, ulong>(_page.Slice(0x308, 16 * sizeof(ulong)));

    /// <summary>All of the exit half.</summary>
    public Span<byte> Exit => _page[ExitOffset..];

    /// <summary>Why the REC exited, at 0x800.</summary>
    public RecExitReason ExitReason { get => (RecExitReason)_page[0x800]; set => Set64(0x800, (ulong)value); }

    /// <summary>Syndrome, at 0x900.</summary>
    public ulong Esr { get => Get64(0x900); set => Set64(0x900, value); }

    /// <summary>Faulting address, at 0x908; only the page offset of an emulatable access.</summary>
    public ulong Far { get => Get64(0x908); set => Set64(0x908, value); }

    /// <summary>Faulting IPA, at 0x910: IPA bits 51:12 in bits 43:4.</summary>
    public ulong Hpfar { get => Get64(0x910); set => Set64(0x910, value); }

    /// <summary>Stage 2 context (2.0), at 0x918.</summary>
    public ulong RttTree { get => Get64(0x918); set => Set64(0x918, value); }

    /// <summary>RTT level (2.0), at 0x920.</summary>
    public ulong RttLevel { get => Get64(0x920); set => Set64(0x920, value); }

    /// <summary>Exit registers, at 0xA00.</summary>
    public Span<ulong> ExitGprs => Gprs(0xA00);

    /// <summary>Virtual interrupt control (1.0), at 0xB00.</summary>
    public ulong ExitGicHcr { get => Get64(0xB00); set => Set64(0xB00, value); }

    /// <summary>List registers (1.0), at 0xB08.</summary>
    public Span<ulong> ExitGicListRegisters => MemoryMarshal.Cast<byte, ulong>(_page.Slice(0xB08, 16 * sizeof(ulong)));

    /// <summary>Physical timer control and compare value, then the virtual timer's, at 0xC00.</summary>
    public Span<ulong> Timers => MemoryMarshal.Cast<byte, ulong>(_page.Slice(0xC00, 4 * sizeof(ulong)));

    /// <summary>First IPA of a RIPAS change, at 0xD00.</summary>
    public ulong RipasBase { get => Get64(0xD00); set => Set64(0xD00, value); }

    /// <summary>End of a RIPAS change, at 0xD08.</summary>
    public ulong RipasTop { get => Get64(0xD08); set => Set64(0xD08, value); }

    /// <summary>RIPAS that the realm asks for, at 0xD10.</summary>
    public Ripas RipasValue { get => (Ripas)_page[0xD10]; set => _page[0xD10] = (byte)value; }

    /// <summary>First IPA of a permission change (2.0), at 0xD20.</summary>
    public ulong S2apBase { get => Get64(0xD20); set => Set64(0xD20, value); }

    /// <summary>End of a permission change (2.0), at 0xD28.</summary>
    public ulong S2apTop { get => Get64(0xD28); set => Set64(0xD28, value); }

    /// <summary>Device that the realm names (2.0), at 0xD30.</summary>
    public ulong VdevId { get => Get64(0xD30); set => Set64(0xD30, value); }

    /// <summary>Immediate of a host call, at 0xE00.</summary>
    public uint HostCallImmediate
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_page[0xE00..]);
        set => BinaryPrimitives.WriteUInt32LittleEndian(_page[0xE00..], value);
    }

    /// <summary>Plane (2.0), at 0xE08.</summary>
    public ulong Plane { get => Get64(0xE08); set => Set64(0xE08, value); }

    /// <summary>PMU overflow status, at 0xF00.</summary>
    public ulong PmuOverflow { get => Get64(0xF00); set => Set64(0xF00, value); }

    private Span<ulong> Gprs(int offset) => MemoryMarshal.Cast<byte, ulong>(_page.Slice(offset, GprCount * sizeof(ulong)));

    private ulong Get64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page[offset..]);

    private void Set64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_page[offset..], value);
}
