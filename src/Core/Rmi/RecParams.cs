using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RealmTools.Rmi;

/// <summary>RmiRecParams: a typed view of one page, little-endian machines only. Source: rmm-behaviour.md §3.3.</summary>
/// <param name="page">4096 bytes, little endian.</param>
public readonly ref struct RecParams(Span<byte> page)
{
    /// <summary>Auxiliary granules a REC needs.</summary>
    public const int AuxiliaryGranules = 16;

    /// <summary>flags bit 0: the REC may run.</summary>
    public const ulong Runnable = 1;

    private const int GprCount = 8;

    private readonly Span<byte> _page = page[..(int)Granule.Size];

    /// <summary>Flags at 0x000; bit 0 is <see cref="Runnable"/>.</summary>
    public ulong Flags { get => Get64(0x000); set => Set64(0x000, value); }

    /// <summary>MPIDR at 0x100: Aff0 3:0, Aff1 15:8, Aff2 23:16, Aff3 31:24.</summary>
    public ulong Mpidr { get => Get64(0x100); set => Set64(0x100, value); }

    /// <summary>Entry point, at 0x200.</summary>
    public ulong Pc { get => Get64(0x200); set => Set64(0x200, value); }

    /// <summary>X0…X7 at entry, at 0x300.</summary>
    public Span<ulong> Gprs => MemoryMarshal.Cast<byte, ulong>(_page.Slice(0x300, GprCount * sizeof(ulong)));

    /// <summary>Number of auxiliary granules (1.0), at 0x800.</summary>
    public ulong AuxiliaryCount { get => Get64(0x800); set => Set64(0x800, value); }

    /// <summary>PAs of the auxiliary granules (1.0), at 0x808.</summary>
    public Span<ulong> AuxiliaryAddresses => MemoryMarshal.Cast<byte, ulong>(_page.Slice(0x808, AuxiliaryGranules * sizeof(ulong)));

    /// <summary>The MPIDR of the REC with a given index. Source: rmm-behaviour.md §3.3.</summary>
    public static ulong MpidrOf(int index)
    {
        uint i = checked((uint)index);
        return (i & 0xF) | ((i >> 4 & 0xFF) << 8) | ((i >> 12 & 0xFF) << 16) | ((ulong)(i >> 20 & 0xFF) << 24);
    }

    /// <summary>The REC index an MPIDR stands for; bits outside the affinity fields are ignored.</summary>
    public static ulong IndexOf(ulong mpidr) =>
        (mpidr & 0xF) | ((mpidr >> 8 & 0xFF) << 4) | ((mpidr >> 16 & 0xFF) << 12) | ((mpidr >> 24 & 0xFF) << 20);

    private ulong Get64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page[offset..]);

    private void Set64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_page[offset..], value);
}
