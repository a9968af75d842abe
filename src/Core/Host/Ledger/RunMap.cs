namespace RealmTools.Host;

/// <summary>
/// A map from addresses to values that stores runs of equal values: memory and time go with the number of runs, not of addresses.
/// Addresses that were never set have no value.
/// </summary>
/// <remarks>
/// Runs stand in chunks of at most 32, ordered; neighbours with equal values are always one run. A fork shares all chunks with its
/// origin; whichever of the two writes first copies the chunk it writes to. So a fork costs one pointer per 32 runs.
/// </remarks>
/// <typeparam name="T">The values.</typeparam>
internal sealed class RunMap<T>
    where T : unmanaged, IEquatable<T>
{
    private const int Capacity = 32;

    private readonly List<Chunk> _chunks;
    private object _writer = new();

    /// <summary>An empty map.</summary>
    internal RunMap() => _chunks = [new Chunk(_writer)];

    private RunMap(List<Chunk> chunks) => _chunks = chunks;

    /// <summary>Number of runs.</summary>
    internal int Count => _chunks.Sum(static c => c.Count);

    /// <summary>A map of the same content that goes its own way.</summary>
    internal RunMap<T> Fork()
    {
        _writer = new object();
        return new RunMap<T>([.. _chunks]);
    }

    /// <summary>The run that holds an address.</summary>
    /// <returns>False when the address has no value.</returns>
    internal bool TryGet(ulong address, out Run<T> run) => TryGetFrom(address, out run) && run.Base <= address;

    /// <summary>The run that holds an address, or the next one after it.</summary>
    /// <returns>False when there is none.</returns>
    internal bool TryGetFrom(ulong address, out Run<T> run)
    {
        (int chunk, int index) = FirstEndingAfter(address);
        if (chunk == _chunks.Count)
        {
            run = default;
            return false;
        }

        run = _chunks[chunk].Runs[index];
        return true;
    }

    /// <summary>The runs that share addresses with a range, in order, uncut. The map may change while they are enumerated.</summary>
    internal IEnumerable<Run<T>> Overlapping(ulong start, ulong top)
    {
        while (start < top && TryGetFrom(start, out Run<T> run) && run.Base < top)
        {
            yield return run;
            start = run.Top;
        }
    }

    /// <summary>Gives a range a value.</summary>
    internal void Set(ulong start, ulong top, in T value) => Replace(start, top, hasValue: true, value);

    /// <summary>Takes the values of a range away.</summary>
    internal void Clear(ulong start, ulong top) => Replace(start, top, hasValue: false, default);

    private void Replace(ulong start, ulong top, bool hasValue, in T value)
    {
        if (start >= top) return;

        Span<Run<T>> pieces = stackalloc Run<T>[3];
        int count = 0;
        (int fromChunk, int fromIndex) = FirstEndingAfter(start);
        (int toChunk, int toIndex) = FirstEndingAfter(top);
        ulong newStart = start;
        ulong newTop = top;

        if (fromChunk < _chunks.Count && _chunks[fromChunk].Runs[fromIndex] is var first && first.Base < start)
        {
            if (hasValue && first.Value.Equals(value))
            {
                newStart = first.Base;
            }
            else
            {
                pieces[count++] = first with { Top = start };
            }
        }
        else if (hasValue && Before(ref fromChunk, ref fromIndex, start, value))
        {
            newStart = _chunks[fromChunk].Runs[fromIndex].Base;
        }

        Run<T>? rest = null;
        if (toChunk < _chunks.Count && _chunks[toChunk].Runs[toIndex] is var last && last.Base <= top)
        {
            if (hasValue && last.Value.Equals(value))
            {
                newTop = last.Top;
                toIndex++;
            }
            else if (last.Base < top)
            {
                rest = last with { Base = top };
                toIndex++;
            }
        }

        if (hasValue)
        {
            pieces[count++] = new Run<T>(newStart, newTop, value);
        }

        if (rest is not null)
        {
            pieces[count++] = rest.Value;
        }

        Splice(fromChunk, fromIndex, toChunk, toIndex, pieces[..count]);
    }

    /// <summary>Moves a position one run back when that run ends at <paramref name="start"/> with an equal value.</summary>
    private bool Before(ref int chunk, ref int index, ulong start, in T value)
    {
        int previousChunk = index > 0 ? chunk : chunk - 1;
        if (previousChunk < 0 || _chunks[previousChunk].Count == 0)
        {
            return false;
        }

        int previousIndex = index > 0 ? index - 1 : _chunks[previousChunk].Count - 1;
        Run<T> previous = _chunks[previousChunk].Runs[previousIndex];
        if (previous.Top != start || !previous.Value.Equals(value))
        {
            return false;
        }

        chunk = previousChunk;
        index = previousIndex;
        return true;
    }

    /// <summary>Position of the first run whose end lies after an address; one chunk past the end when there is none.</summary>
    private (int Chunk, int Index) FirstEndingAfter(ulong address)
    {
        int low = 0;
        int high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_chunks[middle].Runs[0].Base <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        int index = _chunks[low].FirstEndingAfter(address);
        return index < _chunks[low].Count ? (low, index) : (low + 1, 0);
    }

    private void Splice(int fromChunk, int fromIndex, int toChunk, int toIndex, ReadOnlySpan<Run<T>> pieces)
    {
        if (fromChunk == _chunks.Count)
        {
            fromChunk--;
            fromIndex = _chunks[fromChunk].Count;
        }

        if (toChunk > fromChunk)
        {
            if (toChunk < _chunks.Count && toIndex > 0)
            {
                Writable(toChunk).Remove(0, toIndex);
            }

            _chunks.RemoveRange(fromChunk + 1, toChunk - fromChunk - 1);
            toIndex = _chunks[fromChunk].Count;
        }

        Chunk chunk = Writable(fromChunk);
        chunk.Remove(fromIndex, toIndex - fromIndex);
        if (chunk.Count + pieces.Length > Capacity)
        {
            Chunk second = chunk.Split(_writer);
            _chunks.Insert(fromChunk + 1, second);
            if (fromIndex > chunk.Count)
            {
                fromIndex -= chunk.Count;
                chunk = second;
            }
        }

        chunk.Insert(fromIndex, pieces);
        Tidy(fromChunk);
    }

    /// <summary>Drops chunks that a splice at <paramref name="chunk"/> has emptied.</summary>
    private void Tidy(int chunk)
    {
        for (int i = Math.Min(chunk + 1, _chunks.Count - 1); i >= chunk; i--)
        {
            if (_chunks[i].Count == 0 && _chunks.Count > 1)
            {
                _chunks.RemoveAt(i);
            }
        }
    }

    private Chunk Writable(int index)
    {
        Chunk chunk = _chunks[index];
        if (chunk.Writer != _writer)
        {
            chunk = chunk.Copy(_writer);
            _chunks[index] = chunk;
        }

        return chunk;
    }

    private sealed class Chunk(object writer)
    {
        internal object Writer { get; } = writer;

        internal Run<T>[] Runs { get; } = new Run<T>[Capacity];

        internal int Count { get; private set; }

        internal int FirstEndingAfter(ulong address)
        {
            int low = 0;
            int high = Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Runs[middle].Top > address)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            return low;
        }

        internal Chunk Copy(object newWriter)
        {
            var copy = new Chunk(newWriter) { Count = Count };
            Array.Copy(Runs, copy.Runs, Count);
            return copy;
        }

        internal Chunk Split(object newWriter)
        {
            var second = new Chunk(newWriter);
            int kept = Count / 2;
            Array.Copy(Runs, kept, second.Runs, 0, Count - kept);
            second.Count = Count - kept;
            Count = kept;
            return second;
        }

        internal void Remove(int index, int count)
        {
            Array.Copy(Runs, index + count, Runs, index, Count - index - count);
            Count -= count;
        }

        internal void Insert(int index, ReadOnlySpan<Run<T>> runs)
        {
            Array.Copy(Runs, index, Runs, index + runs.Length, Count - index);
            runs.CopyTo(Runs.AsSpan(index));
            Count += runs.Length;
        }
    }
}
