namespace RealmTools.Rmi;

/// <summary>A range of physical memory.</summary>
/// <param name="Base">PA of the first byte.</param>
/// <param name="Size">Length in bytes.</param>
public readonly record struct MemoryRange(ulong Base, ulong Size)
{
    /// <summary>PA after the last byte.</summary>
    public ulong Top => Base + Size;

    /// <summary>Whether an address lies in the range.</summary>
    public bool Contains(ulong address) => unchecked(address - Base) < Size;

    /// <inheritdoc/>
    public override string ToString() => $"0x{Base:x}-0x{Top:x}";
}
