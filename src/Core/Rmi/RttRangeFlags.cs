namespace RealmTools.Rmi;

/// <summary>Flags of the range map and unmap commands.</summary>
/// <param name="Word">The 64 bits as they travel: output address type 1:0, list count 15:2, MemAttr 18:16, S2AP 22:19.</param>
/// <remarks>Source: rmm-behaviour.md §2.7.</remarks>
public readonly record struct RttRangeFlags(ulong Word)
{
    /// <summary>Flags from their fields.</summary>
    /// <param name="type">How output addresses travel.</param>
    /// <param name="listCount">Descriptors in the list, 0…16383.</param>
    /// <param name="memoryAttribute">UNPROT_MAP: MemAttr, 0…7.</param>
    /// <param name="accessPermission">UNPROT_MAP: S2AP, 0…15; direct encoding has write in bit 0 and read in bit 1.</param>
    public RttRangeFlags(OutputAddressType type, int listCount = 0, int memoryAttribute = 0, int accessPermission = 0)
        : this((ulong)type | ((ulong)(uint)listCount << 2) | ((ulong)(uint)memoryAttribute << 16) | ((ulong)(uint)accessPermission << 19))
    {
    }

    /// <summary>How output addresses travel.</summary>
    public OutputAddressType Type => (OutputAddressType)(Word & 3);

    /// <summary>Descriptors in the list.</summary>
    public int ListCount => (int)((Word >> 2) & 0x3FFF);

    /// <summary>MemAttr of an unprotected mapping.</summary>
    public int MemoryAttribute => (int)((Word >> 16) & 7);

    /// <summary>S2AP of an unprotected mapping.</summary>
    public int AccessPermission => (int)((Word >> 19) & 0xF);
}
