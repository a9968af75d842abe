namespace RealmTools.Trace;

/// <summary>What a register of a call holds.</summary>
internal enum RegisterRole
{
    /// <summary>A number: a level, a count, flags, a handle, an index.</summary>
    Value,

    /// <summary>A physical address.</summary>
    PhysicalAddress,

    /// <summary>The physical address after a range.</summary>
    PhysicalTop,

    /// <summary>An intermediate physical address.</summary>
    Ipa,

    /// <summary>The IPA after a range.</summary>
    IpaTop,

    /// <summary>A run of blocks: RmiAddrRangeDesc.</summary>
    RangeDescriptor,

    /// <summary>An RTT entry: a physical address in bits 51:12 among attributes.</summary>
    EntryDescriptor,

    /// <summary>An <c>oaddr</c> operand: nothing, a run of blocks, or the address of a list of them, as the flags before it say.</summary>
    OutputAddress,
}
