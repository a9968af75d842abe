using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Records a conversation with an RMM as it happens.</summary>
/// <remarks>
/// Every call and every access of the host to memory becomes a record; with a simulator, so do realm actions, realm results and cold
/// boots. Calls are serialised, so that the trace has the order in which the RMM saw them. Accesses that fault change nothing and are
/// left out; a call without an answer becomes a comment, for nobody knows whether it took effect.
/// </remarks>
public sealed class TraceRecorder : RmmDecorator, IRealmScript, IRmmReset, IDisposable
{
    // x0…x3 are the result of an SMC; the registers above are kept by most, and then worth a word only if they hold something.
    private const int FewestResults = 4;

    private readonly Lock _lock = new();
    private readonly TraceWriter _writer;
    private readonly IRealmScript? _script;
    private readonly IRmmReset? _reset;
    private bool _isStopped;

    /// <summary>Starts recording: writes the header, and <c>boot</c> because replays start from a cold boot.</summary>
    /// <param name="inner">The RMM that answers; a trace that shall replay by itself starts at its boot.</param>
    /// <param name="writer">Takes the records; disposed with the recorder.</param>
    public TraceRecorder(IRmm inner, TraceWriter writer)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _script = inner.As<IRealmScript>();
        _reset = inner.As<IRmmReset>();
        writer.WriteHeader(inner.Platform);
        writer.WriteBoot();
    }

    /// <inheritdoc/>
    public override void Call(ref RmiRegisters registers)
    {
        lock (_lock)
        {
            RmiRegisters arguments = registers;
            try
            {
                Inner.Call(ref registers);
            }
            catch (RmmUnreachableException)
            {
                WriteUnanswered(arguments);
                throw;
            }

            Write(arguments, registers);
        }
    }

    /// <inheritdoc/>
    public override void CallMany(Span<RmiRegisters> calls)
    {
        lock (_lock)
        {
            RmiRegisters[] arguments = calls.ToArray();
            try
            {
                Inner.CallMany(calls);
            }
            catch (RmmUnreachableException)
            {
                for (int i = 0; i < arguments.Length; i++)
                {
                    if (calls[i].X0 == arguments[i].X0)
                        WriteUnanswered(arguments[i]);
                    else
                        Write(arguments[i], calls[i]);
                }

                throw;
            }

            for (int i = 0; i < arguments.Length; i++)
            {
                Write(arguments[i], calls[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override void ReadMemory(ulong address, Span<byte> destination)
    {
        lock (_lock)
        {
            Inner.ReadMemory(address, destination);
            if (!_isStopped && !destination.IsEmpty)
            {
                WriteRead(address, destination);
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteMemory(ulong address, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            Inner.WriteMemory(address, source);
            if (!_isStopped)
            {
                _writer.WriteMemory(address, source);
            }
        }
    }

    /// <inheritdoc/>
    public override void FillMemory(ulong address, ulong length, byte value)
    {
        lock (_lock)
        {
            Inner.FillMemory(address, length, value);
            if (!_isStopped)
            {
                _writer.WriteFill(address, length, value);
            }
        }
    }

    /// <inheritdoc/>
    public void Enqueue(RealmAction action)
    {
        lock (_lock)
        {
            Script.Enqueue(action);
            if (!_isStopped)
            {
                _writer.WriteRealmAction(action);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryTakeSmcResult([NotNullWhen(true)] out RealmSmcResult? result)
    {
        lock (_lock)
        {
            bool isThere = Script.TryTakeSmcResult(out result);
            if (isThere && !_isStopped)
            {
                ReadOnlySpan<ulong> registers = result!.Registers.AsSpan();
                int last = registers.LastIndexOfAnyExcept(0ul);
                _writer.WriteRealmResult(result.FunctionId, registers[..Math.Min(Math.Max(last + 1, FewestResults), registers.Length)]);
            }

            return isThere;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        lock (_lock)
        {
            (_reset ?? throw new NotSupportedException("This RMM cannot be booted again.")).Reset();
            if (!_isStopped)
            {
                _writer.WriteBoot();
            }
        }
    }

    /// <summary>Stops recording and closes the trace; calls still pass through.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isStopped)
            {
                _isStopped = true;
                _writer.Dispose();
            }
        }
    }

    /// <summary>What the inner RMM has; the recorder itself where it must see what is done.</summary>
    public override T? As<T>()
        where T : class
    {
        if (typeof(T) == typeof(IRealmScript) && _script is null)
            return null;
        if (typeof(T) == typeof(IRmmReset) && _reset is null)
            return null;
        return base.As<T>();
    }

    private IRealmScript Script => _script ?? throw new NotSupportedException("The realms of this RMM take no script.");

    // Reads are recorded as words: a read that starts or ends inside one is widened to the words around it, which lie in the same granule.
    private void WriteRead(ulong address, ReadOnlySpan<byte> bytes)
    {
        const int LineLength = 512;
        ulong start = address & ~(sizeof(ulong) - 1ul);
        int lead = (int)(address - start);
        int count = (lead + bytes.Length + sizeof(ulong) - 1) / sizeof(ulong);
        Span<ulong> words = count <= LineLength ? stackalloc ulong[count] : new ulong[count];
        Span<byte> wide = MemoryMarshal.AsBytes(words);
        if (wide.Length == bytes.Length)
            bytes.CopyTo(wide);
        else
            Inner.ReadMemory(start, wide);

        for (int i = 0; i < count; i += LineLength)
        {
            _writer.WriteRead(start + ((ulong)i * sizeof(ulong)), words[i..Math.Min(i + LineLength, count)]);
        }
    }

    private void Write(RmiRegisters arguments, RmiRegisters outputs)
    {
        if (!_isStopped)
        {
            _writer.WriteCall(arguments, outputs);
        }
    }

    private void WriteUnanswered(RmiRegisters call)
    {
        if (!_isStopped)
        {
            _writer.WriteComment($"no answer: {Platform.Profile.Commands.NameOf(unchecked((uint)call.X0))} with {call}");
        }
    }
}
