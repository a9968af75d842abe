using System.Buffers.Binary;
using System.Security.Cryptography;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RIM and REMs of a realm, and how commands extend them (§5).</summary>
internal sealed class RealmMeasurements
{
    internal const int SlotCount = 5;
    internal const int SlotLength = 64;

    private const int DescriptorLength = 256;
    private const byte DataType = 0;
    private const byte RecType = 1;
    private const byte RipasType = 2;

    private readonly RealmHashAlgorithm _algorithm;
    private readonly byte[] _slots = new byte[SlotCount * SlotLength];

    internal RealmMeasurements(RealmHashAlgorithm algorithm) => _algorithm = algorithm;

    /// <summary>Bytes of a digest.</summary>
    internal int DigestLength => _algorithm switch
    {
        RealmHashAlgorithm.Sha512 => 64,
        RealmHashAlgorithm.Sha384 => 48,
        _ => 32,
    };

    internal RealmHashAlgorithm Algorithm => _algorithm;

    /// <summary>A slot: 64 bytes, the digest first. 0 is the RIM, 1…4 the REMs.</summary>
    internal Span<byte> Slot(int index) => _slots.AsSpan(index * SlotLength, SlotLength);

    internal RealmMeasurements Clone()
    {
        var copy = new RealmMeasurements(_algorithm);
        _slots.CopyTo(copy._slots, 0);
        return copy;
    }

    /// <summary>RIM of a new realm: the hash of the parameters that count.</summary>
    internal void Initialise(RealmParams parameters)
    {
        Span<byte> page = stackalloc byte[(int)Granule.Size];
        page.Clear();
        _ = new RealmParams(page)
        {
            Flags0 = parameters.Flags0,
            IpaBits = parameters.IpaBits,
            SveVectorLength = parameters.SveVectorLength,
            Breakpoints = parameters.Breakpoints,
            Watchpoints = parameters.Watchpoints,
            PmuCounters = parameters.PmuCounters,
            HashAlgorithm = parameters.HashAlgorithm,
        };
        Hash(page, Slot(0));
    }

    /// <summary>RTT_DATA_MAP_INIT: the address and, if asked, the content of a page.</summary>
    internal void ExtendData(ulong ipa, ulong flags, ReadOnlySpan<byte> measuredContent)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorLength];
        BeginDescriptor(descriptor, DataType);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[0x50..], ipa);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[0x58..], flags);
        if (!measuredContent.IsEmpty)
        {
            Hash(measuredContent, descriptor[0x60..]);
        }

        Hash(descriptor, Slot(0));
    }

    /// <summary>REC_CREATE of a runnable REC.</summary>
    internal void ExtendRec(RecParams parameters)
    {
        Span<byte> page = stackalloc byte[(int)Granule.Size];
        page.Clear();
        var measured = new RecParams(page) { Flags = parameters.Flags, Pc = parameters.Pc };
        parameters.Gprs.CopyTo(measured.Gprs);

        Span<byte> descriptor = stackalloc byte[DescriptorLength];
        BeginDescriptor(descriptor, RecType);
        Hash(page, descriptor[0x50..]);
        Hash(descriptor, Slot(0));
    }

    /// <summary>RTT_INIT_RIPAS of one entry (1.0).</summary>
    internal void ExtendRipas(ulong start, ulong top)
    {
        Span<byte> descriptor = stackalloc byte[DescriptorLength];
        BeginDescriptor(descriptor, RipasType);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[0x50..], start);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[0x58..], top);
        Hash(descriptor, Slot(0));
    }

    /// <summary>RSI_MEASUREMENT_EXTEND.</summary>
    internal void ExtendRem(int slot, ReadOnlySpan<byte> data)
    {
        Span<byte> input = stackalloc byte[SlotLength * 2];
        int length = DigestLength;
        Slot(slot)[..length].CopyTo(input);
        data.CopyTo(input[length..]);
        Hash(input[..(length + data.Length)], Slot(slot));
    }

    private void BeginDescriptor(Span<byte> descriptor, byte type)
    {
        descriptor.Clear();
        descriptor[0] = type;
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[8..], DescriptorLength);
        Slot(0).CopyTo(descriptor[0x10..]);
    }

    private void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Span<byte> digest = destination[..DigestLength];
        _ = _algorithm switch
        {
            RealmHashAlgorithm.Sha512 => SHA512.HashData(data, digest),
            RealmHashAlgorithm.Sha384 => SHA384.HashData(data, digest),
            _ => SHA256.HashData(data, digest),
        };
    }
}
