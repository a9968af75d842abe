using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>
/// What was said, on its way to becoming text: the conversation only copies registers and bytes, a thread of its own formats them.
/// </summary>
/// <remarks>
/// Whoever adds is inside the recorder's gate, so that records keep their order. The operating system has the text a few milliseconds
/// later, line by line in order, so that the death of this process cuts off no more than that. What was not formatted yet waits in
/// chunks; only when these reach their bound does the conversation wait.
/// </remarks>
internal sealed class RecordingQueue : IDisposable
{
    /// <summary>The most calls that are begun at once.</summary>
    public const int LargestBatch = 512;

    private const int MostContents = 1 << 17;
    private const int MillisecondsBehind = 1;
    private const int MillisecondsBetweenMeasures = 4;

    // Asking the clock twice costs as much as a short call: in a burst so many calls are measured every few milliseconds.
    private const int MeasuredCalls = 64;

    private readonly CallGate _gate;
    private readonly RecordFormatter _formatter;
    private readonly RecordChunkPool _pool = new();
    private readonly ConcurrentQueue<object> _contents = new();
    private readonly AutoResetEvent _signal = new(initialState: false);
    private readonly object _progress = new();
    private readonly Thread _thread;
    private RecordChunk _filling;
    private int _position;
    private int _measuresLeft = MeasuredCalls;
    private long _start;
    private volatile bool _isAsleep;
    private volatile bool _isNapping;
    private volatile bool _isHurried;
    private volatile bool _isEnding;
    private bool _hasEnded;
    private long _asked;
    private long _done;

    // Of the thread that formats.
    private RecordChunk _reading;
    private int _read;
    private long _lastMeasures;

    /// <summary>A queue and its thread.</summary>
    /// <param name="gate">The recorder's gate.</param>
    /// <param name="formatter">Formats the records; touched by nobody else while the queue lives.</param>
    public RecordingQueue(CallGate gate, RecordFormatter formatter)
    {
        _gate = gate;
        _formatter = formatter;
        _filling = _pool.Take();
        _reading = _filling;
        _thread = new Thread(Run) { IsBackground = true, Name = "trace" };
        _thread.Start();
    }

    /// <summary>A call is about to be made: takes its arguments.</summary>
    /// <returns>The record, which counts once <see cref="EndCall"/> has the answer.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong BeginCall(ref RmiRegisters registers)
    {
        ref ulong record = ref Reserve(RecordChunk.LongestCall);
        record = RecordChunk.PutArguments(ref record, ref registers);
        _start = _measuresLeft > 0 ? Stopwatch.GetTimestamp() : 0;
        return ref record;
    }

    /// <summary>The call that was begun last was answered.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="outputs">Registers after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndCall(ref ulong record, ref RmiRegisters outputs)
    {
        ulong head = record;
        int length = RecordChunk.ArgumentsLength(head);
        head |= RecordChunk.PutOutputs(ref Unsafe.Add(ref record, length), ref outputs);
        length = unchecked(length + RecordChunk.OutputsLength(head));
        if (_start != 0)
        {
            Unsafe.Add(ref record, length++) = Measure();
            head |= RecordChunk.HasTicks;
        }

        record = head;
        End(length);
    }

    /// <summary>The call that was begun last has failed. Its reason is put into words later, by the thread that formats.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="reason">The reason.</param>
    public void Explain(ref ulong record, RmiDiagnosis reason)
    {
        _contents.Enqueue(reason);
        record |= RecordChunk.HasContent;
    }

    /// <summary>A call has got no answer.</summary>
    /// <param name="registers">Registers before it.</param>
    public void AddUnanswered(ref RmiRegisters registers)
    {
        _start = 0;
        ref ulong record = ref Reserve(RecordChunk.LongestCall);
        ulong head = RecordChunk.PutArguments(ref record, ref registers);
        record = head | RecordChunk.IsUnanswered;
        End(RecordChunk.ArgumentsLength(head));
    }

    /// <summary>Calls are about to be made at once: takes their arguments.</summary>
    /// <param name="calls">At most <see cref="LargestBatch"/>.</param>
    public void BeginCalls(Span<RmiRegisters> calls)
    {
        ref ulong record = ref Reserve(calls.Length * RecordChunk.LongestCall);
        foreach (ref RmiRegisters call in calls)
        {
            ulong head = RecordChunk.PutArguments(ref record, ref call) | RecordChunk.HasAllOutputs;
            record = head;
            record = ref Unsafe.Add(ref record, RecordChunk.ArgumentsLength(head) + RmiRegisters.OutputCount);
        }
    }

    /// <summary>The calls that were begun last were made.</summary>
    /// <param name="outputs">Registers after them; X0 holds the function ID still if one was not answered.</param>
    /// <param name="diagnoses">Why each failed, as far as that is known.</param>
    public void EndCalls(Span<RmiRegisters> outputs, ReadOnlySpan<RmiDiagnosis> diagnoses)
    {
        ref ulong first = ref Reserve(0);
        int length = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            ref ulong record = ref Unsafe.Add(ref first, length);
            int arguments = RecordChunk.ArgumentsLength(record);
            RecordChunk.PutAllOutputs(ref Unsafe.Add(ref record, arguments), ref outputs[i]);
            length += arguments + RmiRegisters.OutputCount;
            if (outputs[i].X0 == RmiResult.Success.Word)
                continue;
            if (unchecked((uint)outputs[i].X0) == unchecked((uint)record))
                record |= RecordChunk.IsUnanswered;
            else if (diagnoses[i].Reason is not null)
                Explain(ref record, diagnoses[i]);
        }

        End(length);
    }

    /// <summary>The host wrote memory.</summary>
    /// <param name="address">PA of the first byte.</param>
    /// <param name="bytes">What was written.</param>
    public void AddWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        // A granule a record, as lines have it.
        while (!bytes.IsEmpty)
        {
            int length = (int)Math.Min((ulong)bytes.Length, Granule.Size - (address & (Granule.Size - 1)));
            AddMemory(TraceRecordKind.WriteBytes, address, bytes[..length]);
            bytes = bytes[length..];
            address = unchecked(address + (ulong)length);
        }
    }

    /// <summary>The host read memory.</summary>
    /// <param name="address">PA of the first byte.</param>
    /// <param name="bytes">What was read: whole words.</param>
    public void AddRead(ulong address, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, (int)Granule.Size);
            AddMemory(TraceRecordKind.ReadWords, address, bytes[..length]);
            bytes = bytes[length..];
            address = unchecked(address + (ulong)length);
        }
    }

    /// <summary>The host filled memory.</summary>
    /// <param name="address">PA of the first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="value">The byte.</param>
    public void AddFill(ulong address, ulong length, byte value)
    {
        ref ulong record = ref Reserve(3);
        record = RecordChunk.Head(TraceRecordKind.Fill, value);
        Unsafe.Add(ref record, 1) = address;
        Unsafe.Add(ref record, 2) = length;
        End(3);
    }

    /// <summary>Anything else.</summary>
    /// <param name="kind">A realm action, a realm result, a boot; a comment is <see cref="TraceRecordKind.None"/>.</param>
    /// <param name="content">The action, the result or the comment; null for a boot.</param>
    public void Add(TraceRecordKind kind, object? content = null)
    {
        ulong head = RecordChunk.Head(kind);
        if (content is not null)
        {
            _contents.Enqueue(content);
            head |= RecordChunk.HasContent;
        }

        Reserve(1) = head;
        End(1);
    }

    /// <summary>Waits until everything that was said before is formatted. Nobody needs to be inside the gate, but may.</summary>
    public void Flush()
    {
        long ticket = Interlocked.Increment(ref _asked);
        _isHurried = true;
        _signal.Set();
        lock (_progress)
        {
            while (_done < ticket && !_hasEnded)
            {
                Monitor.Wait(_progress);
            }
        }
    }

    /// <summary>Formats what is left and ends the thread. Nothing is added any more.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _isHurried = true;
        _signal.Set();
        _thread.Join();
    }

    private void AddMemory(TraceRecordKind kind, ulong address, ReadOnlySpan<byte> data)
    {
        int length = 2 + ((data.Length + sizeof(ulong) - 1) / sizeof(ulong));
        ref ulong record = ref Reserve(length);
        record = RecordChunk.Head(kind, (uint)data.Length);
        Unsafe.Add(ref record, 1) = address;
        data.CopyTo(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref record, 2), length - 2)));
        End(length);
    }

    // Room for words, which count once they are complete.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Reserve(int length)
    {
        if (_position > RecordChunk.Capacity - length)
            Continue();
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_filling.Words), _position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int length)
    {
        int position = unchecked(_position + length);
        _position = position;
        _filling.Written = position;
        if (_isAsleep)
            Wake();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Measure()
    {
        long elapsed = Stopwatch.GetTimestamp() - _start;
        _start = 0;
        _measuresLeft--;
        return unchecked((ulong)elapsed);
    }

    private void Continue()
    {
        if (_contents.Count > MostContents)
            Flush();
        RecordChunk next = _pool.Take();
        _filling.Next = next;
        Volatile.Write(ref _filling, next);
        _position = 0;
        if (_isNapping)
            _signal.Set();
    }

    private void Wake()
    {
        _isAsleep = false;
        _signal.Set();
    }

    private void Run()
    {
        _pool.Prepare();
        while (!_isEnding)
        {
            if (WriteWhatIsThere())
            {
                Wait();
            }
            else if (TryFallAsleep())
            {
                _pool.Shrink();
                _signal.WaitOne();
                Wait();
            }
            else
            {
                Wait();
            }
        }

        WriteWhatIsThere();
        lock (_progress)
        {
            _hasEnded = true;
            Monitor.PulseAll(_progress);
        }
    }

    // A little text at a time is as much work as a lot.
    private void Wait()
    {
        if (_isHurried)
            return;
        _isNapping = true;
        _signal.WaitOne(MillisecondsBehind);
        _isNapping = false;
    }

    // Inside the gate nobody adds, and who adds later sees that the thread sleeps. When a call is being made its record will follow.
    private bool TryFallAsleep()
    {
        if (!_gate.TryEnter())
            return false;
        _isAsleep = !_isHurried && ReferenceEquals(_reading, _filling) && _read == _position;
        _gate.Exit();
        return _isAsleep;
    }

    private bool WriteWhatIsThere()
    {
        _isHurried = false;
        long ticket = Volatile.Read(ref _asked);
        RecordChunk last = Volatile.Read(ref _filling);
        int end = last.Written;
        bool isNew = _reading != last || _read < end;
        while (_reading != last)
        {
            WriteUpTo(_reading.Written);
            RecordChunk done = _reading;
            (_reading, _read) = (done.Next!, 0);
            _pool.Return(done);
        }

        if (_read < end)
            WriteUpTo(end);
        if (isNew)
            GrantMeasures();
        lock (_progress)
        {
            _done = ticket;
            Monitor.PulseAll(_progress);
        }

        return isNew;
    }

    private void WriteUpTo(int end)
    {
        _formatter.Write(_reading.Words.AsSpan(_read, end - _read), _contents);
        _read = end;
    }

    private void GrantMeasures()
    {
        long now = Environment.TickCount64;
        if (now - _lastMeasures >= MillisecondsBetweenMeasures)
        {
            _lastMeasures = now;
            Volatile.Write(ref _measuresLeft, MeasuredCalls);
        }
    }
}
