using System.Numerics;

namespace RealmTools.Rmm;

/// <summary>Hands out the lowest free number: VMIDs and memory encryption contexts (§1.10).</summary>
internal sealed class IdPool
{
    private readonly int _first;
    private readonly ulong _count;
    private ulong[] _taken = new ulong[1];

    /// <summary>A pool of <paramref name="count"/> numbers from <paramref name="first"/> on.</summary>
    internal IdPool(int first, ulong count)
    {
        _first = first;
        _count = count;
    }

    private IdPool(IdPool source)
    {
        _first = source._first;
        _count = source._count;
        _taken = (ulong[])source._taken.Clone();
    }

    internal bool TryTake(out int id)
    {
        int word = _taken.AsSpan().IndexOfAnyExcept(ulong.MaxValue);
        if (word < 0)
        {
            word = _taken.Length;
            Array.Resize(ref _taken, word * 2);
        }

        int bit = BitOperations.TrailingZeroCount(~_taken[word]);
        int index = (word * 64) + bit;
        id = _first + index;
        if ((ulong)index >= _count)
        {
            return false;
        }

        _taken[word] |= 1ul << bit;
        return true;
    }

    /// <summary>Takes a number of the caller's choice; false when it is out of range or taken.</summary>
    internal bool TryTake(int id)
    {
        int index = id - _first;
        if (index < 0 || (ulong)index >= _count)
        {
            return false;
        }

        while (index / 64 >= _taken.Length)
        {
            Array.Resize(ref _taken, _taken.Length * 2);
        }

        ref ulong word = ref _taken[index / 64];
        ulong bit = 1ul << (index % 64);
        bool free = (word & bit) == 0;
        word |= bit;
        return free;
    }

    internal void Release(int id)
    {
        int index = id - _first;
        _taken[index / 64] &= ~(1ul << (index % 64));
    }

    internal IdPool Fork() => new(this);
}
