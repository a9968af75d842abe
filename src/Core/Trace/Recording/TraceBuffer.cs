using System.Diagnostics;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>The newest records of a recording, in memory: blocks of lines, of which the oldest are forgotten.</summary>
public sealed class TraceBuffer
{
    /// <summary>How much text a buffer keeps unless told otherwise, in bytes.</summary>
    public const int DefaultCapacity = 16 << 20;

    private const int Blocks = 8;
    private const int LargestBlock = 1 << 18;

    private readonly RmiProfile _profile;
    private readonly int _capacity;
    private readonly Queue<Block> _blocks = new();
    private Block _newest = new(0);
    private long _size;
    private long _count;
    private long _forgotten;
    private long _pending = -1;

    /// <summary>An empty buffer.</summary>
    /// <param name="profile">Names the commands.</param>
    /// <param name="capacity">Bytes of text it keeps, 64 KiB at least.</param>
    public TraceBuffer(RmiProfile profile, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1 << 16);
        _profile = profile;
        _capacity = capacity;
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
                return _forgotten;
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
            var entries = new List<TraceEntry>((int)(_count - _forgotten));
            long number = _forgotten;
            foreach (Block block in _blocks)
            {
                int start = 0;
                for (int line = 0; line < block.Lines; line++)
                {
                    int length = block.Text.AsSpan(start).IndexOf((byte)'\n');
                    ReadOnlySpan<byte> text = block.Text.AsSpan(start, length);
                    if (!parser.TryParse(text, record, out _))
                        record.Clear(TraceRecordKind.None);
                    entries.Add(new TraceEntry(++number, text, record, block.DurationOf(line)));
                    start += length + 1;
                }
            }

            return entries;
        }
    }

    /// <summary>Lines of the newest block, with their ends.</summary>
    internal ReadOnlySpan<byte> NewestText => _newest.Text.AsSpan(0, _newest.Used);

    /// <summary>Room behind the newest line; too little for a line when a block must be begun.</summary>
    internal Span<byte> Room => _newest.Text.AsSpan(_newest.Used);

    /// <summary>Begins a block; the gate is held.</summary>
    /// <param name="length">Bytes there must be room for.</param>
    internal void Begin(int length)
    {
        length = Math.Max(length, Math.Min(_capacity / Blocks, LargestBlock));
        Block? old = null;
        while (_blocks.Count > 0 && _size + length > _capacity)
        {
            old = _blocks.Dequeue();
            _size -= old.Text.Length;
            _forgotten += old.Lines;
        }

        _newest = old is not null && old.Text.Length == length ? old : new Block(length);
        _newest.Clear();
        _blocks.Enqueue(_newest);
        _size += length;
    }

    /// <summary>Says how long the next line's call took.</summary>
    internal void SetDuration(long ticks) => _pending = ticks;

    /// <summary>Keeps what was written into the room: a line and its end. The gate is held.</summary>
    internal void Commit(int length)
    {
        if (_pending >= 0)
        {
            _newest.Durations.Add((_newest.Lines, _pending));
            _pending = -1;
        }

        _newest.Used += length;
        _newest.Lines++;
        _count++;
    }

    private sealed class Block(int length)
    {
        public readonly byte[] Text = GC.AllocateUninitializedArray<byte>(length);
        public readonly List<(int Line, long Ticks)> Durations = [];
        public int Used;
        public int Lines;

        public void Clear()
        {
            (Used, Lines) = (0, 0);
            Durations.Clear();
        }

        public TimeSpan? DurationOf(int line)
        {
            int index = Durations.BinarySearch((line, 0));
            index = index < 0 ? ~index : index;
            return index < Durations.Count && Durations[index].Line == line ? Stopwatch.GetElapsedTime(0, Durations[index].Ticks) : null;
        }
    }
}
