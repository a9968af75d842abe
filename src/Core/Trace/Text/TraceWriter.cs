using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Writes a trace in its canonical text. Source: formats/rmi-trace.md.</summary>
/// <remarks>Not thread-safe. Lines are lower-case hexadecimal with single blanks; trailing zero arguments are left out.</remarks>
public sealed class TraceWriter : IDisposable
{
    private const int LongestName = 64;
    private const int LongestNumber = 17;
    private const int Slack = 64;
    private const int LongestCall = LongestName + (LongestNumber * (RmiRegisters.InputCount + RmiRegisters.OutputCount)) + Slack;

    private readonly TraceSink _sink;
    private readonly byte[]?[] _calls = new byte[]?[RmiFunction.WindowSize];
    private readonly byte[]?[] _loops = new byte[]?[RmiFunction.WindowSize];
    private readonly uint[] _successMasks = new uint[RmiFunction.WindowSize];
    private RmiCommandTable _commands = RmiCommandTable.V20;

    /// <summary>A writer into a stream.</summary>
    /// <param name="stream">Takes UTF-8; disposed with the writer.</param>
    /// <param name="flushEachLine">Whether the stream is flushed after every line.</param>
    public TraceWriter(Stream stream, bool flushEachLine = false)
        : this(new StreamTraceSink(stream, flushEachLine))
    {
    }

    internal TraceWriter(TraceSink sink)
    {
        _sink = sink;
        SetProfile(RmiProfile.V20);
    }

    /// <summary>Creates a file, or replaces one: gzip if its name ends in <c>.gz</c>, else text.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static TraceWriter Create(string path) => new(CreateStream(path));

    /// <summary>A comment of one line behind every record that has none of its own; null for none.</summary>
    public string? Mark { get; set; }

    /// <summary>Writes the records that describe a machine, the header first.</summary>
    public void WriteHeader(RmmPlatform platform)
    {
        SetProfile(platform.Profile);
        WriteText($"rmi-trace {TraceParser.Version} {platform.Profile.Name}");
        foreach (MemoryRange bank in platform.Dram)
        {
            WriteText($"dram {bank.Base:x} {bank.Size:x}");
        }

        foreach (MemoryRange range in platform.Devices)
        {
            WriteText($"device {range.Base:x} {range.Size:x}");
        }

        if (!platform.Features.IsEmpty)
        {
            WriteText($"features {string.Join(' ', platform.Features.Select(f => f.ToString("x", null)))}");
        }
    }

    /// <summary>Writes a cold boot.</summary>
    public void WriteBoot() => WriteText("boot");

    /// <summary>Writes a comment of one line.</summary>
    public void WriteComment(string text) => WriteText($"# {text.ReplaceLineEndings(" ")}");

    /// <summary>Writes a call with the outputs that the ABI defines for its command and result.</summary>
    /// <param name="arguments">Function ID and arguments.</param>
    /// <param name="outputs">Result word and outputs.</param>
    /// <param name="comment">A comment of one line behind it; null for none.</param>
    public void WriteCall(RmiRegisters arguments, RmiRegisters outputs, string? comment = null) =>
        WriteCall(ref arguments, ref outputs, comment);

    /// <summary>Writes a call with the outputs that a mask names.</summary>
    /// <param name="arguments">Function ID and arguments.</param>
    /// <param name="outputs">Result word and outputs.</param>
    /// <param name="mask">Bit n for output X<i>n</i>; 0 for a call without its answer.</param>
    /// <param name="comment">A comment of one line behind it; null for none.</param>
    public void WriteCall(RmiRegisters arguments, RmiRegisters outputs, uint mask, string? comment = null) =>
        WriteCall(ref arguments, ref outputs, mask, comment);

    internal void WriteCall(ref RmiRegisters arguments, ref RmiRegisters outputs, string? comment)
    {
        uint index = RmiFunction.IndexOf(arguments.X0);
        uint mask = outputs.X0 == RmiResult.Success.Word && index < (uint)_successMasks.Length
            ? _successMasks[index]
            : TraceOutputs.MaskFor(_commands.TryGet(unchecked((uint)arguments.X0), out RmiCommandInfo? command) ? command : null, outputs.Result);
        WriteCall(ref arguments, ref outputs, mask, comment);
    }

    private void WriteCall(ref RmiRegisters arguments, ref RmiRegisters outputs, uint mask, string? comment)
    {
        var line = new TraceLine(Reserve(LongestCall + RoomFor(comment)));
        AppendCommand(ref line, "call "u8, _calls, arguments.X0);
        ReadOnlySpan<ulong> registers = MemoryMarshal.CreateReadOnlySpan(ref arguments.X0, RmiRegisters.InputCount);
        int count = registers.Length;
        while (count > 1 && registers[count - 1] == 0)
        {
            count--;
        }

        for (int i = 1; i < count; i++)
        {
            line.AppendNumber(registers[i]);
        }

        if (mask != 0)
        {
            line.Append(" ="u8);
            ReadOnlySpan<ulong> answer = MemoryMarshal.CreateReadOnlySpan(ref outputs.X0, RmiRegisters.OutputCount);
            for (int i = 0; mask != 0; i++, mask >>= 1)
            {
                if ((mask & 1) != 0)
                    line.AppendNumber(answer[i]);
                else
                    line.Append(" -"u8);
            }
        }

        End(ref line, comment);
    }

    /// <summary>Writes that nobody knows whether a call took effect, as a comment.</summary>
    internal void WriteUnanswered(ref RmiRegisters call) =>
        WriteComment($"no answer: {_commands.NameOf(unchecked((uint)call.X0))} with {call}");

    /// <summary>Writes the host's loop over a range command.</summary>
    public void WriteLoop(uint functionId, ulong start, ulong top)
    {
        var line = new TraceLine(Reserve(LongestCall));
        AppendCommand(ref line, "loop "u8, _loops, functionId);
        line.AppendNumber(start);
        line.AppendNumber(top);
        End(ref line);
    }

    /// <summary>Writes memory that the host wrote, as it reads best: filled, as words or as bytes, a granule a line at most.</summary>
    public void WriteMemory(ulong address, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = (int)Math.Min((ulong)bytes.Length, Granule.Size - (address & (Granule.Size - 1)));
            WriteChunk(address, bytes[..length]);
            bytes = bytes[length..];
            address = unchecked(address + (ulong)length);
        }
    }

    /// <summary>Writes that the host wrote words.</summary>
    public void WriteWords(ulong address, ReadOnlySpan<ulong> words) => WriteList("w64"u8, address, isRead: false, words);

    /// <summary>Writes that the host wrote bytes.</summary>
    public void WriteBytes(ulong address, ReadOnlySpan<byte> bytes)
    {
        var line = new TraceLine(Reserve((bytes.Length * 2) + LongestNumber + Slack));
        line.Append("wb"u8);
        line.AppendNumber(address);
        line.Append(" "u8);
        line.AppendBytes(bytes);
        End(ref line);
    }

    /// <summary>Writes that the host filled memory.</summary>
    public void WriteFill(ulong address, ulong length, byte value)
    {
        var line = new TraceLine(Reserve((LongestNumber * 3) + Slack));
        line.Append("fill"u8);
        line.AppendNumber(address);
        line.AppendNumber(length);
        line.AppendNumber(value);
        End(ref line);
    }

    /// <summary>Writes what the host read.</summary>
    public void WriteRead(ulong address, ReadOnlySpan<ulong> words) => WriteList("r64"u8, address, isRead: true, words);

    /// <summary>Writes what the realm will do.</summary>
    public void WriteRealmAction(RealmAction action)
    {
        var line = new TraceLine(Reserve((LongestNumber * RealmAction.MaximumRegisters) + Slack));
        switch (action.Kind)
        {
            case RealmActionKind.Smc:
                line.Append("realm smc"u8);
                foreach (ulong register in action.Registers)
                {
                    line.AppendNumber(register);
                }

                break;
            case RealmActionKind.Sync:
                line.Append("realm exit SYNC"u8);
                line.AppendNumber(action.Esr);
                if ((action.Far | action.Hpfar) != 0)
                {
                    line.AppendNumber(action.Far);
                    line.AppendNumber(action.Hpfar);
                }

                break;
            case RealmActionKind.SError:
                line.Append("realm exit SERROR"u8);
                line.AppendNumber(action.Esr);
                break;
            default:
                line.Append(action.Kind == RealmActionKind.Irq ? "realm exit IRQ"u8 : "realm exit FIQ"u8);
                break;
        }

        End(ref line);
    }

    /// <summary>Writes what an SMC returned to the realm.</summary>
    /// <param name="functionId">The SMC.</param>
    /// <param name="registers">x0 and up.</param>
    /// <param name="mask">Bit n for a register that is to be compared.</param>
    public void WriteRealmResult(ulong functionId, ReadOnlySpan<ulong> registers, uint mask = uint.MaxValue)
    {
        var line = new TraceLine(Reserve((LongestNumber * (registers.Length + 1)) + Slack));
        line.Append("rsi ="u8);
        line.AppendNumber(functionId);
        for (int i = 0; i < registers.Length; i++)
        {
            if ((mask >> i & 1) != 0)
                line.AppendNumber(registers[i]);
            else
                line.Append(" -"u8);
        }

        End(ref line);
    }

    /// <summary>Writes the RMM's view of a granule.</summary>
    /// <param name="address">Its PA.</param>
    /// <param name="state">Its state.</param>
    /// <param name="referenceCount">Its reference count; negative to leave it out.</param>
    public void WriteGranule(ulong address, GranuleState state, int referenceCount = -1) =>
        WriteText(referenceCount < 0 ? $"granule {address:x} = {state.ToSpecName()}" : $"granule {address:x} = {state.ToSpecName()} {referenceCount:x}");

    /// <summary>Writes a measurement.</summary>
    public void WriteMeasurement(ulong rd, int slot, ReadOnlySpan<byte> digest) =>
        WriteText($"measurement {rd:x} {slot:x} = {Convert.ToHexStringLower(digest)}");

    /// <summary>Hands what was written to the operating system.</summary>
    public void Flush() => _sink.Flush();

    /// <inheritdoc/>
    public void Dispose() => _sink.Dispose();

    /// <summary>A file for text: compressed if its name ends in <c>.gz</c>. Not buffered.</summary>
    internal static Stream CreateStream(string path)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file;
    }

    internal void WriteText(string text)
    {
        var line = new TraceLine(Reserve(Encoding.UTF8.GetMaxByteCount(text.Length) + 1));
        line.Append(text);
        End(ref line);
    }

    private void WriteChunk(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 16 && !bytes.ContainsAnyExcept(bytes[0]))
            WriteFill(address, (ulong)bytes.Length, bytes[0]);
        else if (address % sizeof(ulong) != 0 || bytes.Length % sizeof(ulong) != 0)
            WriteBytes(address, bytes);
        else
            WriteWordChunk(address, MemoryMarshal.Cast<byte, ulong>(bytes));
    }

    // Parameter pages are nearly empty and read best word by word; dense pages are shorter as bytes.
    private void WriteWordChunk(ulong address, ReadOnlySpan<ulong> words)
    {
        const int FewWords = 16;
        if (words.Length <= FewWords)
        {
            WriteWords(address, words);
        }
        else if (words.Length - words.Count(0ul) > words.Length / FewWords)
        {
            WriteBytes(address, MemoryMarshal.AsBytes(words));
        }
        else
        {
            WriteFill(address, (ulong)words.Length * sizeof(ulong), 0);
            for (int i = words.IndexOfAnyExcept(0ul); i < words.Length;)
            {
                int zero = words[i..].IndexOf(0ul);
                int end = zero < 0 ? words.Length : i + zero;
                WriteWords(address + ((ulong)i * sizeof(ulong)), words[i..end]);
                int next = words[end..].IndexOfAnyExcept(0ul);
                i = next < 0 ? words.Length : end + next;
            }
        }
    }

    private void WriteList(ReadOnlySpan<byte> kind, ulong address, bool isRead, ReadOnlySpan<ulong> words)
    {
        var line = new TraceLine(Reserve((LongestNumber * (words.Length + 1)) + Slack));
        line.Append(kind);
        line.AppendNumber(address);
        if (isRead)
        {
            line.Append(" ="u8);
        }

        foreach (ulong word in words)
        {
            line.AppendNumber(word);
        }

        End(ref line);
    }

    private static void AppendCommand(ref TraceLine line, ReadOnlySpan<byte> kind, byte[]?[] beginnings, ulong functionId)
    {
        uint index = RmiFunction.IndexOf(functionId);
        if (index < (uint)beginnings.Length && beginnings[index] is { } beginning && functionId == RmiFunction.Base + RmiFunction.FirstNumber + index)
        {
            line.Append(beginning);
        }
        else
        {
            line.Append(kind);
            line.Append(unchecked((uint)functionId).ToString("x8", null));
        }
    }

    private void End(ref TraceLine line, string? comment = null)
    {
        comment ??= Mark;
        if (comment is not null)
        {
            line.Append("  # "u8);
            line.Append(comment.ReplaceLineEndings(" "));
        }

        line.Append("\n"u8);
        _sink.Commit(line.Length);
    }

    private Span<byte> Reserve(int length) => _sink.Reserve(length + RoomFor(Mark));

    private static int RoomFor(string? comment) => comment is null ? 0 : Encoding.UTF8.GetMaxByteCount(comment.Length) + Slack;

    private void SetProfile(RmiProfile profile)
    {
        _commands = profile.Commands;
        Array.Clear(_calls);
        Array.Clear(_loops);
        Array.Fill(_successMasks, TraceOutputs.MaskFor(null, RmiResult.Success));
        foreach (RmiCommandInfo info in _commands.Commands)
        {
            uint index = RmiFunction.IndexOf(info.FunctionId);
            _calls[index] = Encoding.ASCII.GetBytes("call " + info.Name);
            _loops[index] = Encoding.ASCII.GetBytes("loop " + info.Name);
            _successMasks[index] = TraceOutputs.MaskFor(info, RmiResult.Success);
        }
    }
}
