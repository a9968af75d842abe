using RealmTools.Rmi;

namespace RealmTools.Module.Arguments;

/// <summary>A bank of DRAM as a command's argument: <c>0x80000000+512MB</c>, <c>0x80000000-0xa0000000</c>, or a size alone.</summary>
public sealed class DramBank
{
    private readonly MemoryRange? _range;
    private readonly ulong _size;

    /// <summary>A bank of a size; where it lies is for the command to choose.</summary>
    public DramBank(ByteSize size) => _size = size.Bytes;

    /// <summary>A bank of a size; where it lies is for the command to choose.</summary>
    public DramBank(long size)
        : this(new ByteSize(size))
    {
    }

    /// <summary>A bank at its place.</summary>
    public DramBank(MemoryRange range) => _range = range;

    /// <summary>A range or a size, as text.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public DramBank(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (NumberText.TryParse(text, out ulong size))
            _size = size;
        else
            _range = MemoryRange.Parse(text);
    }

    /// <summary>The bank; one without an address of its own goes where <paramref name="next"/> says.</summary>
    public MemoryRange At(ulong next) => _range ?? new MemoryRange(next, _size);

    /// <inheritdoc/>
    public override string ToString() => _range?.ToString() ?? new ByteSize(_size).ToString();
}
