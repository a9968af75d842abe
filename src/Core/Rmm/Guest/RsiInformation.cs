using System.Buffers.Binary;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>RSI_VERSION, RSI_FEATURES, RSI_REALM_CONFIG (§6.2, §6.3).</summary>
internal static class RsiInformation
{
    private const ulong FeatureDeviceAssignment = 1;

    /// <summary>ICH_VTR_EL2 as recorded from the reference: 5 priority bits and one list register.</summary>
    private const uint VirtualGicType = 0x14000000;

    private const int HashOffset = 0x8;
    private const int PlanesOffset = 0x10;
    private const int VirtualGicOffset = 0x18;
    private const int AtsPlaneOffset = 0x20;
    private const int PersonalizationOffset = 0x200;
    private const byte HashSha256 = 0;
    private const byte HashOther = 1;

    internal static SmcOutcome Version(in RecEntry entry)
    {
        ulong requested = entry.Registers[1];
        ulong highest = entry.Rules.RsiVersion;
        return requested >= EntryRules.FirstRsiVersion && requested <= highest
            ? entry.Return(RsiStatus.Success, requested, highest)
            : entry.Return(RsiStatus.ErrorInput, highest, highest);
    }

    internal static SmcOutcome Features(in RecEntry entry)
    {
        bool devices = entry.Registers[1] == 0 && entry.Realm.DeviceAssignment;
        return entry.Return(RsiStatus.Success, devices ? FeatureDeviceAssignment : 0);
    }

    internal static SmcOutcome RealmConfig(in RecEntry entry)
    {
        if (Configure(entry, out Span<byte> page) is { } refusal) return refusal;

        RealmDescriptor realm = entry.Realm;
        BinaryPrimitives.WriteUInt64LittleEndian(page[PlanesOffset..], (ulong)(uint)realm.AuxiliaryPlanes);
        BinaryPrimitives.WriteUInt32LittleEndian(page[VirtualGicOffset..], VirtualGicType);
        BinaryPrimitives.WriteUInt64LittleEndian(page[AtsPlaneOffset..], realm.AtsPlane);
        return entry.Return(RsiStatus.Success);
    }

    /// <summary>RSI 1.0: width, hash algorithm and personalization value only.</summary>
    internal static SmcOutcome RealmConfig10(in RecEntry entry) => Configure(entry, out _) ?? entry.Return(RsiStatus.Success);

    /// <summary>Checks, and the fields that both generations have; the rest of the page keeps its content.</summary>
    private static SmcOutcome? Configure(in RecEntry entry, out Span<byte> page)
    {
        ulong ipa = entry.Registers[1];
        RealmDescriptor realm = entry.Realm;
        page = default;
        if (!Granule.IsAligned(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (!realm.IsProtected(ipa)) return entry.Return(RsiStatus.ErrorInput);
        if (GuestMemory.Locate(entry, ipa, out ulong address) is { } refusal) return refusal;

        page = GuestMemory.Writable(entry, address);
        BinaryPrimitives.WriteUInt64LittleEndian(page, (ulong)(uint)realm.IpaBits);
        page[HashOffset] = realm.Measurements.Algorithm == RealmHashAlgorithm.Sha256 ? HashSha256 : HashOther;
        realm.PersonalizationValue.CopyTo(page[PersonalizationOffset..]);
        return null;
    }
}
