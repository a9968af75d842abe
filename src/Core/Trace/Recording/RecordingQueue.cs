using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>
/// What was said, on its way to becoming text: the conversation only copies registers and bytes, a thread of its own formats them.
/// </summary>
/// <remarks>
/// Methods are called with the recorder's lock held, so that records keep their order. The operating system has the text a few
/// milliseconds later, line by line in order, so that the death of this process cuts off no more than that. When much is said at once
/// the conversation waits, and formats itself.
/// </remarks>
internal sealed class RecordingQueue : IDisposable
{
    private const int DataCapacity = 1 << 18;
    private const int MillisecondsBehind = 1;

    private readonly Lock _gate;
    private readonly Lock _formatting = new();
    private readonly TraceWriter _writer;
    private readonly TraceBuffer _live;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly AutoResetEvent _hurry = new(initialState: false);
    private readonly Thread _thread;
    private Batch _filling = new();
    private Batch _spare = new();
    private volatile bool _isEnding;

    /// <summary>A queue and its thread.</summary>
    /// <param name="gate">The recorder's lock.</param>
    /// <param name="writer">Formats the records; touched by nobody else while the queue lives.</param>
    /// <param name="live">Is told durations.</param>
    public RecordingQueue(Lock gate, TraceWriter writer, TraceBuffer live)
    {
        _gate = gate;
        _writer = writer;
        _live = live;
        _thread = new Thread(Format) { IsBackground = true, Name = "trace" };
        _thread.Start();
    }

    /// <summary>A call that is about to be made: where its arguments go. It counts once <see cref="EndCall"/> has its answer.</summary>
    public ref RmiRegisters BeginCall()
    {
        if (_filling.Count == Batch.Capacity)
        {
            Flush();
        }

        return ref _filling.Records[_filling.Count].Arguments;
    }

    /// <summary>The answer of the call that was begun last.</summary>
    /// <param name="outputs">Registers after it.</param>
    /// <param name="ticks">How long it took; negative when that was not measured.</param>
    /// <param name="comment">What stands behind it; null for nothing.</param>
    public void EndCall(ref RmiRegisters outputs, long ticks, string? comment)
    {
        ref QueuedRecord record = ref Next(TraceRecordKind.Call, comment);
        record.X0 = outputs.X0;
        record.X1 = outputs.X1;
        record.X2 = outputs.X2;
        record.X3 = outputs.X3;
        record.X4 = outputs.X4;
        record.Ticks = ticks;
    }

    /// <summary>An access of the host to memory.</summary>
    /// <param name="kind">A write, a fill or a read.</param>
    /// <param name="address">PA of the first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="data">What was written or read; the byte of a fill.</param>
    public void AddMemory(TraceRecordKind kind, ulong address, ulong length, ReadOnlySpan<byte> data)
    {
        if (data.Length > DataCapacity - _filling.DataUsed)
        {
            Flush();
            if (data.Length > DataCapacity)
            {
                lock (_formatting)
                {
                    lock (_live.Gate)
                    {
                        WriteMemory(kind, address, length, data);
                    }
                }

                return;
            }
        }

        ref QueuedRecord record = ref Next(kind, null);
        record.Arguments.X1 = address;
        record.Arguments.X2 = length;
        record.Arguments.X3 = (ulong)_filling.DataUsed;
        record.Arguments.X4 = (ulong)data.Length;
        data.CopyTo(_filling.Data.AsSpan(_filling.DataUsed));

        // Reads are looked at as words.
        _filling.DataUsed += (data.Length + sizeof(ulong) - 1) & ~(sizeof(ulong) - 1);
    }

    /// <summary>Anything else.</summary>
    /// <param name="kind">A realm action, a realm result, a boot; a comment is <see cref="TraceRecordKind.None"/>.</param>
    /// <param name="content">The action, the result or the comment.</param>
    public void Add(TraceRecordKind kind, object? content = null) => Next(kind, content);

    /// <summary>Formats everything that was said until now.</summary>
    public void Flush()
    {
        lock (_formatting)
        {
            Write(Swap());
        }
    }

    /// <summary>Formats what is left and ends the thread.</summary>
    public void Dispose()
    {
        Flush();
        _isEnding = true;
        _wake.Set();
        _hurry.Set();
    }

    private ref QueuedRecord Next(TraceRecordKind kind, object? content)
    {
        if (_filling.Count == Batch.Capacity)
        {
            Flush();
        }

        int index = _filling.Count++;
        if (index == 0)
            _wake.Set();
        else if (index == Batch.Much)
            _hurry.Set();

        ref QueuedRecord record = ref _filling.Records[index];
        record.Kind = kind;
        record.HasContent = content is not null;
        if (content is not null)
        {
            _filling.Contents[index] = content;
        }

        return ref record;
    }

    private Batch Swap()
    {
        Batch full = _filling;
        _filling = _spare;
        _spare = full;
        return full;
    }

    private void Format()
    {
        while (true)
        {
            _wake.WaitOne();
            _hurry.WaitOne(MillisecondsBehind);
            if (_isEnding)
            {
                return;
            }

            // Whoever holds the gate may take the other lock, so the gate is let go as soon as the batch is out of its way.
            _gate.Enter();
            _formatting.Enter();
            Batch batch = Swap();
            _gate.Exit();
            try
            {
                Write(batch);
            }
            finally
            {
                _formatting.Exit();
            }
        }
    }

    private void Write(Batch batch)
    {
        lock (_live.Gate)
        {
            WriteRecords(batch);
        }

        if (batch.Count > 0)
        {
            Array.Clear(batch.Contents, 0, batch.Count);
            _writer.Flush();
        }

        batch.Count = 0;
        batch.DataUsed = 0;
    }

    private void WriteRecords(Batch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ref QueuedRecord record = ref batch.Records[i];
            object? content = record.HasContent ? batch.Contents[i] : null;
            switch (record.Kind)
            {
                case TraceRecordKind.Call:
                    _live.SetDuration(record.Ticks);
                    _writer.WriteCall(record.Arguments, new RmiRegisters(record.X0, record.X1, record.X2, record.X3, record.X4), (string?)content);
                    break;
                case TraceRecordKind.RealmSmc:
                    _writer.WriteRealmAction((RealmAction)content!);
                    break;
                case TraceRecordKind.RealmResult:
                    var result = (RealmSmcResult)content!;
                    _writer.WriteRealmResult(result.FunctionId, result.Registers.AsSpan());
                    break;
                case TraceRecordKind.Boot:
                    _writer.WriteBoot();
                    break;
                case TraceRecordKind.None:
                    _writer.WriteComment((string)content!);
                    break;
                default:
                    WriteMemory(record.Kind, record.Arguments.X1, record.Arguments.X2, batch.Data.AsSpan((int)record.Arguments.X3, (int)record.Arguments.X4));
                    break;
            }
        }
    }

    private void WriteMemory(TraceRecordKind kind, ulong address, ulong length, ReadOnlySpan<byte> data)
    {
        const int WordsPerLine = 512;
        switch (kind)
        {
            case TraceRecordKind.Fill:
                _writer.WriteFill(address, length, data[0]);
                break;
            case TraceRecordKind.WriteBytes:
                _writer.WriteMemory(address, data);
                break;
            default:
                ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
                for (int i = 0; i < words.Length; i += WordsPerLine)
                {
                    _writer.WriteRead(address + ((ulong)i * sizeof(ulong)), words[i..Math.Min(i + WordsPerLine, words.Length)]);
                }

                break;
        }
    }

    private struct QueuedRecord
    {
        public TraceRecordKind Kind;
        public bool HasContent;
        public long Ticks;

        // Of an access to memory: X1 address, X2 length, X3 and X4 where its bytes are.
        public RmiRegisters Arguments;
        public ulong X0;
        public ulong X1;
        public ulong X2;
        public ulong X3;
        public ulong X4;
    }

    private sealed class Batch
    {
        public const int Capacity = 16384;
        public const int Much = 2048;

        public readonly QueuedRecord[] Records = new QueuedRecord[Capacity];
        public readonly object?[] Contents = new object?[Capacity];
        public readonly byte[] Data = new byte[DataCapacity];
        public int Count;
        public int DataUsed;
    }
}
