using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Turns records of a queue into lines.</summary>
/// <param name="writer">Takes them.</param>
/// <param name="sink">Where the writer's lines go.</param>
/// <param name="live">The live buffer among that.</param>
/// <param name="onBoot">Told of a boot once it is written.</param>
internal sealed class RecordFormatter(TraceWriter writer, RecordingSink sink, TraceBuffer live, Action onBoot)
{
    private bool _isBroken;

    /// <summary>Formats records and hands their lines to the operating system.</summary>
    /// <param name="words">Whole records.</param>
    /// <param name="contents">What belongs to those that have content, in order.</param>
    public void Write(ReadOnlySpan<ulong> words, ConcurrentQueue<object> contents)
    {
        lock (live.Gate)
        {
            try
            {
                while (!words.IsEmpty && !_isBroken)
                {
                    words = words[WriteRecord(words, contents)..];
                }

                writer.Flush();
            }
            catch (Exception e)
            {
                // Neither a defect nor a lack of memory here may disturb the conversation, or end the process.
                _isBroken = true;
                sink.GiveUp(new IOException($"The trace could not go on: {e.Message}", e));
            }
        }

        if (_isBroken)
            contents.Clear();
    }

    private int WriteRecord(ReadOnlySpan<ulong> words, ConcurrentQueue<object> contents)
    {
        ulong head = words[0];
        TraceRecordKind kind = RecordChunk.KindOf(head);
        if (kind == TraceRecordKind.Call)
            return WriteCall(words, contents);

        int number = unchecked((int)head);
        object? content = Content(head, contents);
        switch (kind)
        {
            case TraceRecordKind.Fill:
                writer.WriteFill(words[1], words[2], unchecked((byte)number));
                return 3;
            case TraceRecordKind.WriteBytes:
                writer.WriteMemory(words[1], MemoryMarshal.AsBytes(words[2..])[..number]);
                return 2 + ((number + sizeof(ulong) - 1) / sizeof(ulong));
            case TraceRecordKind.ReadWords:
                writer.WriteRead(words[1], words[2..][..(number / sizeof(ulong))]);
                return 2 + (number / sizeof(ulong));
            case TraceRecordKind.RealmSmc:
                writer.WriteRealmAction((RealmAction)content!);
                return 1;
            case TraceRecordKind.RealmResult:
                var result = (RealmSmcResult)content!;
                writer.WriteRealmResult(result.FunctionId, result.Registers.AsSpan());
                return 1;
            case TraceRecordKind.Boot:
                writer.WriteBoot();
                onBoot();
                return 1;
            default:
                writer.WriteComment((string)content!);
                return 1;
        }
    }

    private int WriteCall(ReadOnlySpan<ulong> words, ConcurrentQueue<object> contents)
    {
        ulong head = words[0];
        int length = RecordChunk.ArgumentsLength(head);
        var arguments = default(RmiRegisters);
        arguments.X0 = unchecked((uint)head);
        words[1..length].CopyTo(MemoryMarshal.CreateSpan(ref arguments.X0, RmiRegisters.InputCount)[1..]);
        var outputs = default(RmiRegisters);
        int given = RecordChunk.OutputsLength(head);
        words.Slice(length, given).CopyTo(MemoryMarshal.CreateSpan(ref outputs.X0, RmiRegisters.OutputCount));
        length += given;
        if ((head & RecordChunk.HasTicks) != 0)
            live.SetDuration(unchecked((long)words[length++]));
        if ((head & RecordChunk.IsUnanswered) != 0)
            writer.WriteUnanswered(ref arguments);
        else
            writer.WriteCall(ref arguments, ref outputs, Content(head, contents)?.ToString());
        return length;
    }

    private static object? Content(ulong head, ConcurrentQueue<object> contents) =>
        (head & RecordChunk.HasContent) != 0 && contents.TryDequeue(out object? content) ? content : null;
}
