using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealmTools.Rmm;

/// <summary>1 GiB of physical memory: 512 blocks, null where every granule is non-secure and empty.</summary>
internal sealed class MemoryGibibyte : OwnedNode
{
    internal const int Blocks = 512;
    internal const int BlocksShift = 9;

    private BlockArray _blocks;

    internal MemoryGibibyte(object owner) => Owner = owner;

    /// <summary>A block without bounds check; <paramref name="index"/> is masked to 0…511 by the caller.</summary>
    internal ref MemoryBlock? this[int index] => ref Unsafe.Add(ref Unsafe.As<BlockArray, MemoryBlock?>(ref _blocks), index);

    internal override OwnedNode CopyFor(object owner)
    {
        var copy = new MemoryGibibyte(owner);
        Span().CopyTo(copy.Span());
        return copy;
    }

    private Span<MemoryBlock?> Span() => MemoryMarshal.CreateSpan(ref Unsafe.As<BlockArray, MemoryBlock?>(ref _blocks), Blocks);

    [InlineArray(Blocks)]
    private struct BlockArray
    {
        private MemoryBlock? _block;
    }
}
