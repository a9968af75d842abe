using System.Buffers.Binary;

namespace RealmTools.Rmi;

/// <summary>RmiRmmConfig: a typed view of one page. Source: rmm-behaviour.md §3.6.</summary>
/// <param name="page">4096 bytes, little endian.</param>
public readonly ref struct RmmConfig(Span<byte> page)
{
    private readonly Span<byte> _page = page[..(int)Granule.Size];

    /// <summary>Tracking region size at 0x0; 0 is 1 GiB for 4 KiB granules.</summary>
    public ulong TrackingRegionSize
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_page);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_page, value);
    }

    /// <summary>Granule size at 0x8; 0 is 4 KiB.</summary>
    public ulong GranuleSize
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_page[8..]);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_page[8..], value);
    }
}
