using System.Diagnostics;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>The newest records of a recording, in memory: a ring of lines that forgets the oldest.</summary>
public sealed class TraceBuffer
{
    /// <summary>How much text a buffer keeps unless told otherwise, in bytes.</summary>
    public const int DefaultCapacity = 16 << 20;

    private readonly RmiProfile _profile;
    private readonly byte[] _text;
    private readonly Queue<Slot> _slots = new();
    private long _written;
    private long _count;
    private long _pending = -1;

    /// <summary>An empty buffer.</summary>
    /// <param name="profile">Names the commands.</param>
    /// <param name="capacity">Bytes of text it keeps, 64 KiB at least.</param>
    public TraceBuffer(RmiProfile profile, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1 << 16);
        _profile = profile;
        // Memory that is not touched costs nothing: most recordings are short.
        _text = GC.AllocateUninitializedArray<byte>(capacity);
    }

    /// <summary>Held while lines are added or looked at: once for many lines.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Brings the buffer up to date; null for one that always is.</summary>
    internal Action? CatchUp { get; init; }

    /// <summary>Records so far, those that were forgotten included.</summary>
    public long Count
    {
        get
        {
            CatchUp?.Invoke();
            lock (Gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Records that were forgotten.</summary>
    public long Forgotten
    {
        get
        {
            CatchUp?.Invoke();
            lock (Gate)
            {
                return _count - _slots.Count;
            }
        }
    }

    /// <summary>The records it holds now, the oldest first.</summary>
    public IReadOnlyList<TraceEntry> Snapshot()
    {
        var parser = new TraceParser { Profile = _profile };
        var record = new TraceRecord();
        CatchUp?.Invoke();
        lock (Gate)
        {
            var entries = new List<TraceEntry>(_slots.Count);
            long number = _count - _slots.Count;
            foreach (Slot slot in _slots)
            {
                number++;
                ReadOnlySpan<byte> line = Line(slot);
                if (!parser.TryParse(line, record, out _))
                {
                    // Too long to be kept whole.
                    record.Clear(TraceRecordKind.None);
                }

                TimeSpan? duration = slot.Ticks < 0 ? null : Stopwatch.GetElapsedTime(0, slot.Ticks);
                entries.Add(new TraceEntry(number, line, record, duration));
            }

            return entries;
        }
    }

    /// <summary>Says how long the next line's call took.</summary>
    internal void SetDuration(long ticks) => _pending = ticks;

    /// <summary>Takes a line; the gate is held.</summary>
    internal void Add(ReadOnlySpan<byte> line)
    {
        // A line lies in one piece: at the end of the ring it starts over.
        int length = Math.Min(line.Length, _text.Length / 4);
        long start = _written;
        int offset = (int)(start % _text.Length);
        if (offset + length > _text.Length)
        {
            start += _text.Length - offset;
            offset = 0;
        }

        while (_slots.TryPeek(out Slot oldest) && oldest.Start + _text.Length < start + length)
        {
            _slots.Dequeue();
        }

        line[..length].CopyTo(_text.AsSpan(offset));
        _slots.Enqueue(new Slot(start, length, _pending));
        _written = start + length;
        _pending = -1;
        _count++;
    }

    private ReadOnlySpan<byte> Line(Slot slot) => _text.AsSpan((int)(slot.Start % _text.Length), slot.Length);

    private readonly record struct Slot(long Start, int Length, long Ticks);
}
