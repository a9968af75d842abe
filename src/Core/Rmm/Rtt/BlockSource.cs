using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>The blocks that a map command takes, one after another, from one descriptor or a list (§2.7, §4.10).</summary>
internal ref struct BlockSource
{
    private readonly ReadOnlySpan<ulong> _descriptors;
    private int _position;
    private int _used;

    /// <summary>Blocks from descriptors, at least one.</summary>
    internal BlockSource(ReadOnlySpan<ulong> descriptors) => _descriptors = descriptors;

    /// <summary>The first descriptor: even when empty it fixes level and state.</summary>
    internal readonly AddressRangeDescriptor First => new(_descriptors[0]);

    /// <summary>The descriptor of the next block.</summary>
    internal readonly AddressRangeDescriptor Current => new(_descriptors[_position]);

    /// <summary>PA of the next block.</summary>
    internal readonly ulong Address => Current.Address + ((ulong)(uint)_used * Current.BlockSize);

    /// <summary>Blocks left in the current descriptor.</summary>
    internal readonly int Left => Current.Count - _used;

    /// <summary>Skips empty descriptors; false when no block is left.</summary>
    internal bool MoveToBlock()
    {
        while (_position < _descriptors.Length && _used >= Current.Count)
        {
            _position++;
            _used = 0;
        }

        return _position < _descriptors.Length;
    }

    /// <summary>Takes blocks of the current descriptor.</summary>
    internal void Take(int count) => _used += count;
}
