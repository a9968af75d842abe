using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceParserTests
{
    [Fact]
    public void Call_gives_function_arguments_and_expected_outputs()
    {
        TraceRecord record = TraceText.Parse("call RTT_DESTROY 80008000 40000000 2 = 0 80031000 - ");

        Assert.Equal(TraceRecordKind.Call, record.Kind);
        Assert.Equal("RTT_DESTROY", record.Command!.Name);
        Assert.Equal(new RmiRegisters(RmiCommand.RttDestroy, 0x80008000, 0x40000000, 2), record.Arguments);
        Assert.Equal(0b011u, record.ExpectedMask);
        Assert.Equal(0x80031000ul, record.Expected.X1);
    }

    [Fact]
    public void Dash_and_missing_outputs_are_not_compared()
    {
        TraceRecord record = TraceText.Parse("call RTT_DESTROY 80008000 0 2 = 104 - 40000000");

        Assert.True(record.Matches(new RmiRegisters(0x104ul, 0x1234, 0x40000000, 0x5678)));
        Assert.False(record.Matches(new RmiRegisters(0x104ul, 0x1234, 0x40001000)));
        Assert.False(record.Matches(new RmiRegisters(0x204ul, 0x1234, 0x40000000)));
    }

    [Theory]
    [InlineData("call c4000150 20000 = 0", "VERSION")]
    [InlineData("call 0xC4010150 20000 = 0", "VERSION")]
    [InlineData("call c4000151 0 = ffffffffffffffff", null)]
    [InlineData("call RMI_VERSION 20000 = 0", "VERSION")]
    public void Command_may_be_a_function_id(string line, string? name) => Assert.Equal(name, TraceText.Parse(line).Command?.Name);

    [Fact]
    public void Level_is_a_twos_complement_word()
    {
        TraceRecord record = TraceText.Parse("call RTT_READ_ENTRY 80008000 0 ffffffffffffffff = 0");

        Assert.Equal(-1, unchecked((long)record.Arguments.X3));
    }

    [Fact]
    public void Names_are_those_of_the_profile()
    {
        var parser = new TraceParser();
        var record = new TraceRecord();
        Assert.False(parser.TryParse("call DATA_CREATE 1 2 3 = 0"u8, record, out _));

        Assert.True(parser.TryParse("rmi-trace 1 1.0"u8, record, out _));
        Assert.True(parser.TryParse("call DATA_CREATE 1 2 3 = 0"u8, record, out _));
        Assert.Equal(RmiProfile.V10, parser.Profile);
        Assert.False(parser.TryParse("call RTT_DATA_MAP 1 2 3 = 0"u8, record, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("# call RTT_CREATE")]
    [InlineData("   # 漢字")]
    [InlineData("\r")]
    public void Blank_lines_and_comments_are_no_records(string line) => Assert.Equal(TraceRecordKind.None, TraceText.Parse(line).Kind);

    [Fact]
    public void Comment_may_follow_a_record()
    {
        TraceRecord record = TraceText.Parse("\tw64  0x80000000\t1 0xABCDEF# the rest\r");

        Assert.Equal(TraceRecordKind.WriteWords, record.Kind);
        Assert.Equal([1ul, 0xABCDEFul], record.Words.ToArray());
    }

    [Fact]
    public void Every_other_record_kind_is_understood()
    {
        Assert.Equal(0x10, TraceText.Parse("fill 80000000 1000 10").Number);
        Assert.Equal([0x01, 0xAB], TraceText.Parse("wb 80000000 01aB").Bytes.ToArray());
        Assert.Equal([0x5ul], TraceText.Parse("r64 80000000 = 5").Words.ToArray());
        Assert.Equal(0x90000000ul, TraceText.Parse("loop GRANULE_RANGE_DELEGATE 80000000 90000000").Length);
        Assert.Equal(RealmAction.Sync(0x93c08047, 8, 0x8005400000), TraceText.Parse("realm exit SYNC 93c08047 8 8005400000").ToRealmAction());
        Assert.Equal(RealmAction.SError(0xbe000411), TraceText.Parse("realm exit SERROR be000411").ToRealmAction());
        Assert.Equal(RealmActionKind.Irq, TraceText.Parse("realm exit IRQ").ToRealmAction().Kind);
        Assert.Equal(RealmActionKind.Fiq, TraceText.Parse("realm exit FIQ").ToRealmAction().Kind);
        Assert.Equal([0xc4000190, 2ul], TraceText.Parse("realm smc c4000190 2").ToRealmAction().Registers.ToArray());
        Assert.Equal(0b101u, TraceText.Parse("rsi = c4000197 0 - 3").ExpectedMask);
        Assert.Equal((GranuleState.Rtt, 0x200), (TraceText.Parse("granule 80020000 = RTT 200").State, TraceText.Parse("granule 80020000 = RTT 200").Number));
        Assert.Equal(-1, TraceText.Parse("granule 80020000 = NS").Number);
        Assert.Equal((1, 2), (TraceText.Parse("measurement 80008000 1 = 0bd5").Number, TraceText.Parse("measurement 80008000 1 = 0bd5").Bytes.Length));
    }

    [Theory]
    [InlineData("frob 1", 1, "a record", "frob")]
    [InlineData("call", 5, "a command name", "")]
    [InlineData("call NO_SUCH_COMMAND = 0", 6, "a command name", "NO_SUCH_COMMAND")]
    [InlineData("call c40001", 6, "function ID of 8", "c40001")]
    [InlineData("call VERSION 2000g = 0", 14, "a hexadecimal number", "2000g")]
    [InlineData("call VERSION 10000000000000000 = 0", 14, "at most 64 bits", "10000000000000000")]
    [InlineData("call VERSION 1 2 3 4 5 6 7 8 = 0", 28, "at most 7 arguments", "8")]
    [InlineData("call VERSION 1 =", 17, "a hexadecimal number", "")]
    [InlineData("call VERSION 1 = 0 1 2 3 4 5", 28, "at most 5 outputs", "5")]
    [InlineData("call VERSION 1 = 0 0x", 20, "a hexadecimal number", "0x")]
    [InlineData("call VERSION 1=0", 14, "a hexadecimal number", "1=0")]
    [InlineData("w64 80000000", 13, "a hexadecimal number", "")]
    [InlineData("w64 80000000 -", 14, "a hexadecimal number", "-")]
    [InlineData("w64", 4, "a physical address", "")]
    [InlineData("wb 80000000 abc", 13, "pairs of hexadecimal digits", "abc")]
    [InlineData("wb 80000000 ag", 13, "pairs of hexadecimal digits", "ag")]
    [InlineData("wb 80000000", 12, "pairs of hexadecimal digits", "")]
    [InlineData("wb 80000000 ab cd", 16, "the end of the record", "cd")]
    [InlineData("fill 80000000 1000 100", 20, "a byte", "100")]
    [InlineData("fill 80000000 1000", 19, "a byte", "")]
    [InlineData("r64 80000000 5", 14, "'='", "5")]
    [InlineData("loop GRANULE_RANGE_DELEGATE 80000000", 37, "where the loop ends", "")]
    [InlineData("realm hvc 1", 7, "'smc' or 'exit'", "hvc")]
    [InlineData("realm exit", 11, "SYNC, IRQ, FIQ or SERROR", "")]
    [InlineData("realm exit SYNC", 16, "a syndrome", "")]
    [InlineData("realm exit IRQ 1", 16, "the end of the record", "1")]
    [InlineData("realm exit SYNC 1 2 3 4", 23, "the end of the record", "4")]
    [InlineData("realm smc 1 2 3 4 5 6 7 8 9 a b c d e f 10 11 12 13", 50, "at most 18 words", "13")]
    [InlineData("rsi c4000190", 5, "'='", "c4000190")]
    [InlineData("granule 80000000 = WET", 20, "a granule state", "WET")]
    [InlineData("granule 80000000 = RTT 80000000", 24, "at most 7fffffff", "80000000")]
    [InlineData("measurement 80000000 5 = 00", 22, "0 to 4", "5")]
    [InlineData("measurement 80000000 0 = ", 26, "a digest", "")]
    [InlineData("rmi-trace 2 2.0", 11, "format version 1", "2")]
    [InlineData("rmi-trace 1 3.0", 13, "a profile: 2.0 or 1.0", "3.0")]
    [InlineData("dram 80000001 1000", 6, "multiple of 1000", "80000001")]
    [InlineData("dram 80000000 0", 15, "a size", "0")]
    [InlineData("dram fffffffffffff000 1000", 23, "ends below 2^64", "1000")]
    [InlineData("boot now", 6, "the end of the record", "now")]
    public void Malformed_line_is_refused_with_its_column(string line, int column, string expected, string found)
    {
        Assert.False(new TraceParser().TryParse(Encoding.UTF8.GetBytes(line), new TraceRecord(), out TraceSyntaxError error));

        Assert.Equal(column, error.Column);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.Equal(found, error.Found);
    }

    [Fact]
    public void Quoted_text_is_shortened()
    {
        Assert.False(new TraceParser().TryParse(Encoding.UTF8.GetBytes(new string('x', 100_000)), new TraceRecord(), out TraceSyntaxError error));

        Assert.Equal(41, error.Found.Length);
    }

    [Fact]
    public void Parsing_allocates_nothing_once_the_record_has_grown()
    {
        byte[][] lines =
        [
            .. new[]
            {
                "call RTT_DATA_MAP 80008000 0 200000 1 80400800 = 0 200000", "w64 80002808 80010000 1 1 0", "r64 80004800 = 2",
                "wb 80002400 00112233", "granule 80010000 = DELEGATED", "fill 80003000 1000 0", "loop GRANULE_RANGE_DELEGATE 80026000 8002e000",
                "rsi = c4000198 0 540021000 1", "realm smc c4000193 1 8 c", "measurement 80008000 0 = 0bd5fd96", "call c4000151 1 = ffffffffffffffff",
            }.Select(Encoding.UTF8.GetBytes),
        ];
        var parser = new TraceParser();
        var record = new TraceRecord();
        ParseAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ParseAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void ParseAll()
        {
            foreach (byte[] line in lines)
            {
                if (!parser.TryParse(line, record, out _))
                    throw new InvalidOperationException(Encoding.UTF8.GetString(line));
            }
        }
    }
}
