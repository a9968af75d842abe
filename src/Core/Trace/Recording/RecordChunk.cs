using System.Runtime.CompilerServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Records on their way to becoming text, as words: written by whoever is inside the gate, read by the thread that formats.</summary>
/// <remarks>
/// A record is a head and what belongs to it. Of a call: as many arguments and outputs as the head says, the others are zero; the ticks
/// it took, if the head says so. Of an access to memory: address and bytes, or address and length. The fewer words, the less of them
/// must travel from one processor's cache to another's: that is most of what recording costs.
/// </remarks>
internal sealed class RecordChunk
{
    /// <summary>Words of a chunk: 256 KiB.</summary>
    public const int Capacity = 1 << 15;

    /// <summary>The most words of a call.</summary>
    public const int LongestCall = RmiRegisters.InputCount + RmiRegisters.OutputCount + 1;

    // A head: in its lower half the function ID, how many bytes follow, or the byte of a fill; then the kind, and what the record has.
    public const ulong HasTicks = 1ul << 40;
    public const ulong HasContent = 1ul << 41;
    public const ulong IsUnanswered = 1ul << 42;
    public const ulong HasAllOutputs = RmiRegisters.OutputCount * OneOutput;

    private const int KindShift = 32;
    private const int ArgumentsShift = 48;
    private const int OutputsShift = 52;
    private const int LengthMask = 15;
    private const ulong OneArgumentWord = 1ul << ArgumentsShift;
    private const ulong OneOutput = 1ul << OutputsShift;

    private int _written;
    private RecordChunk? _next;

    /// <summary>The words.</summary>
    public ulong[] Words { get; } = GC.AllocateUninitializedArray<ulong>(Capacity);

    /// <summary>Words that may be read. Only grows, until the chunk is used again.</summary>
    public int Written
    {
        get => Volatile.Read(ref _written);
        set => Volatile.Write(ref _written, value);
    }

    /// <summary>Where it goes on once all words were read; null while it does not.</summary>
    public RecordChunk? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>A head.</summary>
    public static ulong Head(TraceRecordKind kind, uint number = 0) => (ulong)kind << KindShift | number;

    /// <summary>The kind of a head.</summary>
    public static TraceRecordKind KindOf(ulong head) => (TraceRecordKind)((head >> KindShift) & 0xFF);

    /// <summary>How many words head and arguments of a call take: 2, 4 or 8.</summary>
    public static int ArgumentsLength(ulong head) => (int)(head >> ArgumentsShift) & LengthMask;

    /// <summary>How many words of its answer a call has: 0, 3 or 5.</summary>
    public static int OutputsLength(ulong head) => (int)(head >> OutputsShift) & LengthMask;

    // Register by register: what was just stored so is not to be had at once in larger pieces. The queue has made sure of the room.

    /// <summary>Writes the arguments of a call behind its head.</summary>
    /// <returns>The head.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PutArguments(ref ulong record, ref RmiRegisters registers)
    {
        ulong head = Head(TraceRecordKind.Call, unchecked((uint)registers.X0));
        Unsafe.Add(ref record, 1) = registers.X1;
        if ((registers.X4 | registers.X5 | registers.X6 | registers.X7) != 0)
        {
            Unsafe.Add(ref record, 2) = registers.X2;
            Unsafe.Add(ref record, 3) = registers.X3;
            Unsafe.Add(ref record, 4) = registers.X4;
            Unsafe.Add(ref record, 5) = registers.X5;
            Unsafe.Add(ref record, 6) = registers.X6;
            Unsafe.Add(ref record, 7) = registers.X7;
            return head | (8 * OneArgumentWord);
        }

        if ((registers.X2 | registers.X3) == 0)
            return head | (2 * OneArgumentWord);
        Unsafe.Add(ref record, 2) = registers.X2;
        Unsafe.Add(ref record, 3) = registers.X3;
        return head | (4 * OneArgumentWord);
    }

    /// <summary>Writes the answer of a call.</summary>
    /// <returns>What the head has to say.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PutOutputs(ref ulong outputs, ref RmiRegisters registers)
    {
        if ((registers.X3 | registers.X4) != 0)
        {
            PutAllOutputs(ref outputs, ref registers);
            return HasAllOutputs;
        }

        if ((registers.X0 | registers.X1 | registers.X2) == 0)
            return 0;
        outputs = registers.X0;
        Unsafe.Add(ref outputs, 1) = registers.X1;
        Unsafe.Add(ref outputs, 2) = registers.X2;
        return 3 * OneOutput;
    }

    /// <summary>Writes the whole answer of a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutAllOutputs(ref ulong outputs, ref RmiRegisters registers)
    {
        outputs = registers.X0;
        Unsafe.Add(ref outputs, 1) = registers.X1;
        Unsafe.Add(ref outputs, 2) = registers.X2;
        Unsafe.Add(ref outputs, 3) = registers.X3;
        Unsafe.Add(ref outputs, 4) = registers.X4;
    }

    /// <summary>Makes it empty again.</summary>
    public void Clear()
    {
        Next = null;
        Written = 0;
    }
}
