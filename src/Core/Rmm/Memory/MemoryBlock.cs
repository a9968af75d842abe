using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// 2 MiB of physical memory: a packed descriptor per granule and, where one has content, its slot. A block whose granules are all in
/// one state and empty is one of a few that everybody shares, so that such memory costs nothing.
/// </summary>
internal sealed class MemoryBlock : OwnedNode
{
    internal const int Granules = 512;
    internal const int Shift = 21;

    private static readonly MemoryBlock[] s_uniform = MakeUniformBlocks();

    private GranuleDescriptors _descriptors;
    private OwnedNode?[]? _slots;
    private int _usedSlots;

    private MemoryBlock()
    {
    }

    /// <summary>Descriptors (see <see cref="GranuleDescriptor"/>); writable only by the owner.</summary>
    internal Span<byte> Descriptors => MemoryMarshal.CreateSpan(ref Unsafe.As<GranuleDescriptors, byte>(ref _descriptors), Granules);

    /// <summary>Whether any granule has content.</summary>
    internal bool HasContent => _usedSlots != 0;

    /// <summary>The shared block whose granules are all in one state, without references and empty.</summary>
    internal static MemoryBlock Uniform(GranuleState state) => s_uniform[(int)state];

    /// <summary>Descriptor without bounds check; <paramref name="index"/> is masked to 0…511 by the caller.</summary>
    internal ref byte Descriptor(int index) => ref Unsafe.Add(ref Unsafe.As<GranuleDescriptors, byte>(ref _descriptors), index);

    internal OwnedNode? Slot(int index) => _slots?[index];

    internal void SetSlot(int index, OwnedNode? node)
    {
        if (_slots is null)
        {
            if (node is null)
            {
                return;
            }

            _slots = new OwnedNode?[Granules];
        }

        ref OwnedNode? slot = ref _slots[index];
        _usedSlots += (node is null ? 0 : 1) - (slot is null ? 0 : 1);
        slot = node;
    }

    internal override OwnedNode CopyFor(object owner)
    {
        var copy = new MemoryBlock { Owner = owner };
        copy.TakeOver(this);
        return copy;
    }

    /// <summary>Becomes a copy of another block; content is shared, not copied.</summary>
    internal void TakeOver(MemoryBlock source)
    {
        _descriptors = source._descriptors;
        _usedSlots = source._usedSlots;
        if (source._usedSlots != 0)
        {
            _slots ??= new OwnedNode?[Granules];
            source._slots!.CopyTo(_slots, 0);
        }
        else if (_slots is not null)
        {
            Array.Clear(_slots);
        }
    }

    private static MemoryBlock[] MakeUniformBlocks()
    {
        var blocks = new MemoryBlock[GranuleDescriptor.StateCount];
        for (int state = 0; state < blocks.Length; state++)
        {
            blocks[state] = new MemoryBlock();
            blocks[state].Descriptors.Fill((byte)state);
        }

        return blocks;
    }

    [InlineArray(Granules)]
    private struct GranuleDescriptors
    {
        private byte _descriptor;
    }
}
