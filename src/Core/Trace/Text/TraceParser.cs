using System.Text;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Reads trace records, a line at a time. Source: formats/rmi-trace.md.</summary>
/// <remarks>
/// The parser knows a record, not its place: that the header comes first is the business of <see cref="TraceReader"/>. It is also the
/// parser of the agent protocol. Parsing allocates nothing once the record's buffers have grown, except for a failure.
/// </remarks>
public sealed class TraceParser
{
    /// <summary>The version of the format.</summary>
    public const ulong Version = 1;

    /// <summary>Most bytes of a measurement.</summary>
    public const int MaximumDigestLength = 64;

    private const string Number = "a hexadecimal number of at most 64 bits";
    private const string Address = "a physical address in hexadecimal";
    private const string NumberOrDash = "a hexadecimal number of at most 64 bits or '-'";
    private const int FunctionIdDigits = 8;

    private CommandNameIndex _commands = CommandNameIndex.For(RmiProfile.V20);
    private RmiProfile _profile = RmiProfile.V20;

    /// <summary>The profile whose command names are understood; a header record sets it.</summary>
    public RmiProfile Profile
    {
        get => _profile;
        set
        {
            _profile = value;
            _commands = CommandNameIndex.For(value);
        }
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">UTF-8, without its LF; a CR at the end is ignored.</param>
    /// <param name="record">Takes the record; <see cref="TraceRecordKind.None"/> for a blank line or a comment.</param>
    /// <param name="error">What is wrong with the line.</param>
    /// <returns>False when the line is malformed.</returns>
    public bool TryParse(ReadOnlySpan<byte> line, TraceRecord record, out TraceSyntaxError error)
    {
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        var scanner = new TraceScanner(line);
        record.Clear(TraceRecordKind.None);
        bool good = !scanner.Next() || (ParseRecord(ref scanner, record) && scanner.End());
        record.CommentStart = scanner.Position < line.Length ? scanner.Position : -1;
        error = scanner.Error;
        return good;
    }

    private bool ParseRecord(ref TraceScanner scanner, TraceRecord record)
    {
        // In the order of frequency.
        if (scanner.Is("call"u8))
            return ParseCall(ref scanner, record);
        if (scanner.Is("granule"u8))
            return ParseGranule(ref scanner, record);
        if (scanner.Is("w64"u8))
            return ParseWords(ref scanner, record, TraceRecordKind.WriteWords);
        if (scanner.Is("r64"u8))
            return ParseWords(ref scanner, record, TraceRecordKind.ReadWords);
        if (scanner.Is("realm"u8))
            return ParseRealm(ref scanner, record);
        if (scanner.Is("fill"u8))
            return ParseFill(ref scanner, record);
        if (scanner.Is("rsi"u8))
            return ParseRealmResult(ref scanner, record);
        if (scanner.Is("measurement"u8))
            return ParseMeasurement(ref scanner, record);
        if (scanner.Is("loop"u8))
            return ParseLoop(ref scanner, record);
        if (scanner.Is("wb"u8))
            return ParseBytes(ref scanner, record);
        if (scanner.Is("dram"u8))
            return ParseRange(ref scanner, record, TraceRecordKind.Dram);
        if (scanner.Is("device"u8))
            return ParseRange(ref scanner, record, TraceRecordKind.Device);
        if (scanner.Is("features"u8))
            return ParseFeatures(ref scanner, record);
        if (scanner.Is("boot"u8))
        {
            record.Clear(TraceRecordKind.Boot);
            return true;
        }

        return scanner.Is("rmi-trace"u8)
            ? ParseHeader(ref scanner, record)
            : scanner.Fail("a record: rmi-trace, dram, device, features, boot, w64, wb, fill, r64, call, loop, realm, rsi, granule or measurement");
    }

    private bool ParseHeader(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Header);
        if (!scanner.NextNumber("format version 1", out ulong version))
            return false;
        if (version != Version)
            return scanner.Fail("format version 1");
        scanner.Next();
        if (!RmiProfile.TryGet(Encoding.UTF8.GetString(scanner.Word), out RmiProfile? profile))
            return scanner.Fail("a profile: 2.0 or 1.0");
        record.Profile = profile;
        Profile = profile;
        return true;
    }

    private static bool ParseRange(ref TraceScanner scanner, TraceRecord record, TraceRecordKind kind)
    {
        record.Clear(kind);
        if (!scanner.NextNumber(Address, out ulong start))
            return false;
        if (!Rmi.Granule.IsAligned(start))
            return scanner.Fail("an address that is a multiple of 1000");
        if (!scanner.NextNumber("a size in hexadecimal", out ulong size))
            return false;
        if (size == 0 || !Rmi.Granule.IsAligned(size) || size > ulong.MaxValue - start)
            return scanner.Fail("a size that is a multiple of 1000 and ends below 2^64");
        record.Address = start;
        record.Length = size;
        return true;
    }

    private static bool ParseFeatures(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Features);
        return ParseWordList(ref scanner, record);
    }

    private static bool ParseWords(ref TraceScanner scanner, TraceRecord record, TraceRecordKind kind)
    {
        record.Clear(kind);
        if (!scanner.NextNumber(Address, out ulong address))
            return false;
        record.Address = address;
        return (kind != TraceRecordKind.ReadWords || scanner.NextEquals()) && ParseWordList(ref scanner, record);
    }

    // One word at least.
    private static bool ParseWordList(ref TraceScanner scanner, TraceRecord record, int maximum = int.MaxValue)
    {
        if (!scanner.NextNumber(Number, out ulong value))
            return false;
        record.AddWord(value);
        while (true)
        {
            bool isRead = scanner.NextPlainNumber(out value);
            if (!scanner.HasWord)
                return true;
            if (record.Words.Length == maximum)
                return scanner.Fail($"the end of the record: it has at most {maximum} words");
            if (!isRead && !scanner.Number(Number, out value))
                return false;
            record.AddWord(value);
        }
    }

    private static bool ParseBytes(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.WriteBytes);
        if (!scanner.NextNumber(Address, out ulong address))
            return false;
        record.Address = address;
        return scanner.NextBytes("bytes as pairs of hexadecimal digits", int.MaxValue, record);
    }

    private static bool ParseFill(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Fill);
        if (!scanner.NextNumber(Address, out ulong address) || !scanner.NextNumber("a length in hexadecimal", out ulong length)
            || !scanner.NextNumber("a byte in hexadecimal", out ulong value))
        {
            return false;
        }


        if (value > byte.MaxValue)
            return scanner.Fail("a byte in hexadecimal");
        record.Address = address;
        record.Length = length;
        record.Number = (int)value;
        return true;
    }

    private bool ParseCommand(ref TraceScanner scanner, TraceRecord record, out uint functionId)
    {
        scanner.Next();
        record.Command = _commands.Find(scanner.Word);
        if (record.Command is not null)
        {
            functionId = record.Command.FunctionId;
            return true;
        }

        functionId = 0;
        int digits = scanner.Word.Length - (scanner.Word.StartsWith("0x"u8) ? 2 : 0);
        string expected = "a command name or a function ID of 8 hexadecimal digits";
        if (digits != FunctionIdDigits || !scanner.Number(expected, out ulong number))
            return scanner.Fail(expected);
        functionId = (uint)number;
        record.Command = _profile.Commands.TryGet(functionId, out RmiCommandInfo? info) ? info : null;
        return true;
    }

    private bool ParseCall(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Call);
        if (!ParseCommand(ref scanner, record, out uint functionId))
            return false;
        Span<ulong> arguments = record.TakeArguments(functionId);
        int count = 1;
        while (true)
        {
            if (!scanner.NextPlainNumber(out ulong value))
            {
                if (!scanner.HasWord)
                    return true;
                if (scanner.Word is [(byte)'='])
                    return ParseOutputs(ref scanner, record);
                if (!scanner.Number("a hexadecimal number of at most 64 bits or '='", out value))
                    return false;
            }

            if (count == arguments.Length)
                return scanner.Fail("'=': a call has at most 7 arguments");
            arguments[count++] = value;
        }
    }

    private static bool ParseOutputs(ref TraceScanner scanner, TraceRecord record)
    {
        Span<ulong> outputs = record.TakeExpected();
        uint mask = 0;
        for (int count = 0; ; count++)
        {
            bool isGiven = true;
            if (!scanner.NextPlainNumber(out ulong value))
            {
                if (!scanner.HasWord)
                {
                    record.ExpectedMask = mask;
                    return count > 0 || scanner.Fail(NumberOrDash);
                }

                isGiven = scanner.Word is not [(byte)'-'];
                if (isGiven && !scanner.Number(NumberOrDash, out value))
                    return false;
            }

            if (count == RmiRegisters.OutputCount)
                return scanner.Fail("the end of the record: a call has at most 5 outputs");
            if (isGiven)
            {
                outputs[count] = value;
                mask |= 1u << count;
            }
        }
    }

    private bool ParseLoop(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Loop);
        if (!ParseCommand(ref scanner, record, out uint functionId)
            || !scanner.NextNumber("where the loop starts, in hexadecimal", out ulong start)
            || !scanner.NextNumber("where the loop ends, in hexadecimal", out ulong top))
        {
            return false;
        }

        record.Address = start;
        record.Length = top;
        Span<ulong> arguments = record.TakeArguments(functionId);
        arguments[1] = start;
        arguments[2] = top;
        return true;
    }

    private static bool ParseRealm(ref TraceScanner scanner, TraceRecord record)
    {
        scanner.Next();
        if (scanner.Is("exit"u8))
            return ParseRealmExit(ref scanner, record);
        if (!scanner.Is("smc"u8))
            return scanner.Fail("'smc' or 'exit'");
        record.Clear(TraceRecordKind.RealmSmc);
        record.Action = RealmActionKind.Smc;
        return ParseWordList(ref scanner, record, RealmAction.MaximumRegisters);
    }

    private static bool ParseRealmExit(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.RealmExit);
        scanner.Next();
        int maximum;
        if (scanner.Is("SYNC"u8))
            (record.Action, maximum) = (RealmActionKind.Sync, 3);
        else if (scanner.Is("SERROR"u8))
            (record.Action, maximum) = (RealmActionKind.SError, 1);
        else if (scanner.Is("IRQ"u8))
            (record.Action, maximum) = (RealmActionKind.Irq, 0);
        else if (scanner.Is("FIQ"u8))
            (record.Action, maximum) = (RealmActionKind.Fiq, 0);
        else
            return scanner.Fail("SYNC, IRQ, FIQ or SERROR");

        for (int i = 0; i < maximum && (i == 0 || scanner.Next()); i++)
        {
            if (!(i == 0 ? scanner.NextNumber("a syndrome in hexadecimal", out ulong value) : scanner.Number(Number, out value)))
                return false;
            record.AddWord(value);
        }

        return true;
    }

    private static bool ParseRealmResult(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.RealmResult);
        if (!scanner.NextEquals() || !scanner.NextNumber("a function ID in hexadecimal", out ulong functionId))
            return false;
        record.FunctionId = functionId;
        while (scanner.Next())
        {
            if (record.Words.Length == RealmAction.MaximumRegisters)
                return scanner.Fail("the end of the record: an SMC has at most 18 result registers");
            ulong value = 0;
            if (scanner.Word is not [(byte)'-'])
            {
                if (!scanner.Number(NumberOrDash, out value))
                    return false;
                record.ExpectedMask |= 1u << record.Words.Length;
            }

            record.AddWord(value);
        }

        return true;
    }

    private static bool ParseGranule(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Granule);
        if (!scanner.NextNumber(Address, out ulong address) || !scanner.NextEquals())
            return false;
        scanner.Next();
        if (!StateNameIndex.TryGet(scanner.Word, out GranuleState state))
            return scanner.Fail("a granule state such as NS, DELEGATED, RD, REC, DATA or RTT");
        record.Address = address;
        record.State = state;
        record.Number = -1;
        if (scanner.Next())
        {
            if (!scanner.Number("a reference count in hexadecimal", out ulong count))
                return false;
            if (count > int.MaxValue)
                return scanner.Fail("a reference count of at most 7fffffff");
            record.Number = (int)count;
        }

        return true;
    }

    private static bool ParseMeasurement(ref TraceScanner scanner, TraceRecord record)
    {
        record.Clear(TraceRecordKind.Measurement);
        if (!scanner.NextNumber("the address of an RD in hexadecimal", out ulong rd) || !scanner.NextNumber("a measurement index, 0 to 4", out ulong index))
            return false;
        if (index > 4)
            return scanner.Fail("a measurement index, 0 to 4");
        record.Address = rd;
        record.Number = (int)index;
        return scanner.NextEquals() && scanner.NextBytes("a digest of at most 64 bytes as pairs of hexadecimal digits", MaximumDigestLength, record);
    }
}
