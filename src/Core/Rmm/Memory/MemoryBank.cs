using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>One DRAM bank. Blocks are aligned to 2 MiB of physical address, wherever the bank starts.</summary>
internal sealed class MemoryBank
{
    internal readonly ulong Base;
    internal readonly ulong Size;
    internal readonly MemoryGibibyte?[] Gibibytes;
    private readonly ulong _firstBlock;

    internal MemoryBank(MemoryRange range)
    {
        Base = range.Base;
        Size = range.Size;
        _firstBlock = Base >> MemoryBlock.Shift;
        ulong blocks = ((range.Top - 1) >> MemoryBlock.Shift) - _firstBlock + 1;
        Gibibytes = new MemoryGibibyte?[(blocks + MemoryGibibyte.Blocks - 1) >> MemoryGibibyte.BlocksShift];
    }

    private MemoryBank(MemoryBank source)
    {
        Base = source.Base;
        Size = source.Size;
        _firstBlock = source._firstBlock;
        Gibibytes = (MemoryGibibyte?[])source.Gibibytes.Clone();
    }

    internal ulong Top => Base + Size;

    internal bool Contains(ulong address) => unchecked(address - Base) < Size;

    /// <summary>The block of an address in this bank, for reading.</summary>
    internal MemoryBlock BlockAt(ulong address)
    {
        int index = BlockIndex(address);
        MemoryGibibyte? gibibyte = Gibibytes[index >> MemoryGibibyte.BlocksShift];
        return gibibyte?[index & (MemoryGibibyte.Blocks - 1)] ?? MemoryBlock.Uniform(GranuleState.NonSecure);
    }

    /// <summary>The place of a block, its gibibyte writable by <paramref name="owner"/>.</summary>
    internal ref MemoryBlock? PlaceOf(ulong address, object owner)
    {
        int index = BlockIndex(address);
        ref MemoryGibibyte? gibibyte = ref Gibibytes[index >> MemoryGibibyte.BlocksShift];
        if (gibibyte is null)
        {
            gibibyte = new MemoryGibibyte(owner);
        }
        else if (!ReferenceEquals(gibibyte.Owner, owner))
        {
            gibibyte = (MemoryGibibyte)gibibyte.CopyFor(owner);
        }

        return ref gibibyte[index & (MemoryGibibyte.Blocks - 1)];
    }

    /// <summary>Whether nothing in the gibibyte of an address was ever touched.</summary>
    internal bool IsUntouched(ulong address) => Gibibytes[BlockIndex(address) >> MemoryGibibyte.BlocksShift] is null;

    /// <summary>PA after the gibibyte of an address, at most <see cref="Top"/>.</summary>
    internal ulong GibibyteTop(ulong address)
    {
        ulong block = (((ulong)BlockIndex(address) >> MemoryGibibyte.BlocksShift) + 1) << MemoryGibibyte.BlocksShift;
        return Math.Min(Top, (_firstBlock + block) << MemoryBlock.Shift);
    }

    internal MemoryBank Fork() => new(this);

    private int BlockIndex(ulong address) => (int)((address >> MemoryBlock.Shift) - _firstBlock);
}
