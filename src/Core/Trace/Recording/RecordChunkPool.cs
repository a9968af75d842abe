namespace RealmTools.Trace;

/// <summary>Chunks that are free: as many as are needed, up to a bound.</summary>
internal sealed class RecordChunkPool
{
    /// <summary>The most chunks there are: 64 MiB.</summary>
    public const int Bound = (64 << 20) / (RecordChunk.Capacity * sizeof(ulong));

    // What a burst finds ready, and what is kept after one.
    private const int Ready = 32;

    private readonly object _gate = new();
    private readonly Queue<RecordChunk> _free = new();
    private int _made;

    /// <summary>Makes the chunks that a burst shall find ready. The system gives memory when it is written to, which takes longer than to record.</summary>
    public void Prepare()
    {
        for (int i = 0; i < Ready; i++)
        {
            var chunk = new RecordChunk();
            Array.Clear(chunk.Words);
            lock (_gate)
            {
                _made++;
                _free.Enqueue(chunk);
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>A chunk; at the bound, waits for one.</summary>
    public RecordChunk Take()
    {
        lock (_gate)
        {
            RecordChunk? chunk;
            while (!_free.TryDequeue(out chunk))
            {
                if (_made < Bound)
                {
                    _made++;
                    return new RecordChunk();
                }

                Monitor.Wait(_gate);
            }

            return chunk;
        }
    }

    /// <summary>Gives a chunk back.</summary>
    public void Return(RecordChunk chunk)
    {
        chunk.Clear();
        lock (_gate)
        {
            _free.Enqueue(chunk);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Forgets what a burst needed beyond the usual.</summary>
    public void Shrink()
    {
        lock (_gate)
        {
            while (_free.Count > Ready)
            {
                _free.Dequeue();
                _made--;
            }
        }
    }
}
