namespace RealmTools.Rmi;

/// <summary>Shape of stage 2 translation: entry sizes, start levels, concatenated root tables.</summary>
/// <remarks>Source: rmm-behaviour.md §1.7.</remarks>
public static class RttGeometry
{
    /// <summary>The level of 4 KiB entries.</summary>
    public const int LastLevel = 3;

    /// <summary>The lowest start level, only with LPA2.</summary>
    public const int FirstLevel = -1;

    /// <summary>The lowest level whose entries may map memory (1 GiB).</summary>
    public const int FirstBlockLevel = 1;

    /// <summary>Entries in a table.</summary>
    public const int EntriesPerTable = 512;

    /// <summary>The most root tables a realm may have.</summary>
    public const int MaximumRoots = 16;

    /// <summary>The least IPA width in bits.</summary>
    public const int MinimumIpaBits = 32;

    /// <summary>The largest IPA width in bits without LPA2.</summary>
    public const int MaximumIpaBits = 48;

    /// <summary>The largest IPA width in bits with LPA2.</summary>
    public const int MaximumIpaBitsLpa2 = 52;

    private const int BitsPerLevel = 9;

    /// <summary>Log2 of the bytes one entry covers at a level.</summary>
    public static int EntryShift(int level) => Granule.Shift + (BitsPerLevel * (LastLevel - level));

    /// <summary>Bytes one entry covers at a level: 4 KiB at 3, 2 MiB at 2, 1 GiB at 1, 512 GiB at 0, 256 TiB at −1.</summary>
    public static ulong EntrySize(int level) => 1ul << EntryShift(level);

    /// <summary>Position of an IPA's entry in its table.</summary>
    public static int EntryIndex(ulong ipa, int level) => (int)((ipa >> EntryShift(level)) & (level == FirstLevel ? 0xFul : 0x1FFul));

    /// <summary>Number of root tables for an IPA width and a start level.</summary>
    public static int RootCount(int ipaBits, int startLevel)
    {
        int oneTableBits = EntryShift(startLevel) + BitsPerLevel;
        return ipaBits <= oneTableBits ? 1 : 1 << (ipaBits - oneTableBits);
    }

    /// <summary>Position of an IPA's root table among the concatenated ones.</summary>
    public static int RootIndex(ulong ipa, int startLevel) => (int)(ipa >> (EntryShift(startLevel) + BitsPerLevel));

    /// <summary>Whether a start level can serve an IPA width.</summary>
    /// <param name="ipaBits">IPA width, 32…48 (52 with LPA2).</param>
    /// <param name="startLevel">0…3, with LPA2 −1…3.</param>
    /// <param name="lpa2">Whether the realm uses LPA2.</param>
    public static bool IsValid(int ipaBits, int startLevel, bool lpa2)
    {
        if (ipaBits < MinimumIpaBits || ipaBits > (lpa2 ? MaximumIpaBitsLpa2 : MaximumIpaBits)
            || startLevel < (lpa2 ? FirstLevel : 0) || startLevel > LastLevel)
        {
            return false;
        }

        int minimum = (BitsPerLevel * (LastLevel - startLevel)) + Granule.Shift + 1;
        int maximum = minimum + (startLevel == FirstLevel ? 3 : BitsPerLevel - 1);
        if (startLevel > 0 || (startLevel == 0 && lpa2))
        {
            maximum += 4;
        }

        return ipaBits >= minimum && ipaBits <= maximum;
    }

    /// <summary>
    /// The start level a hypervisor chooses: the deepest one that needs at most 16 concatenated root tables
    /// (kvm-host.md §1.1, stage2_pgtable_levels).
    /// </summary>
    public static int DefaultStartLevel(int ipaBits) =>
        Math.Clamp(4 - ((ipaBits - 8) / BitsPerLevel), FirstLevel, 2);
}
