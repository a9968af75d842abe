using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceExportTests
{
    private const string Text =
        TraceText.Header
        + "w64 80000008 1\ncall RTT_DESTROY 80008000 40000000 2 = 204 - 80400000  # RTT_DESTROY.table-live (level 2, \"TABLE\")\n"
        + "call c400020b 1 0 3 = ffffffffffffffff\ncall GRANULE_RANGE_DELEGATE 80008000 80009000 = 0 80009000  # inferred\nboot\n";

    [Theory]
    [InlineData("a.rmi", TraceExportFormat.Text)]
    [InlineData("a.rmi.gz", TraceExportFormat.Gzip)]
    [InlineData("a.CSV", TraceExportFormat.Csv)]
    [InlineData("a.jsonl", TraceExportFormat.JsonLines)]
    [InlineData("a.ndjson", TraceExportFormat.JsonLines)]
    [InlineData("a", TraceExportFormat.Text)]
    public void Format_follows_the_name(string path, TraceExportFormat format) => Assert.Equal(format, TraceExport.FormatOf(path));

    [Theory]
    [InlineData(TraceExportFormat.Text)]
    [InlineData(TraceExportFormat.Gzip)]
    public void Text_is_the_trace_again(TraceExportFormat format) => Assert.Equal(Text, Export(Text, format));

    [Fact]
    public void Text_of_some_records_gets_a_header()
    {
        var stream = new MemoryStream();
        long count = TraceExport.Write(Entries(Text).Where(e => e.Command == "RTT_DESTROY"), stream, TraceExportFormat.Text, RmmPlatform.Default);

        Assert.Equal(1, count);
        Assert.StartsWith("rmi-trace 1 2.0\ndram 80000000 20000000\n", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_an_object_a_line_with_names_and_exact_numbers()
    {
        string[] lines = Export(Text, TraceExportFormat.JsonLines).TrimEnd('\n').Split('\n');

        Assert.Equal(7, lines.Length);
        JsonElement call = JsonDocument.Parse(lines[3]).RootElement;
        Assert.Equal("RTT_DESTROY", call.GetProperty("command").GetString());
        Assert.Equal("0xc400015e", call.GetProperty("functionId").GetString());
        Assert.Equal(["rd", "ipa", "level"], call.GetProperty("operands").EnumerateObject().Select(p => p.Name));
        Assert.Equal("0x40000000", call.GetProperty("operands").GetProperty("ipa").GetString());
        Assert.Equal("ERROR_RTT(2)", call.GetProperty("result").GetString());
        Assert.Equal("0x80400000", call.GetProperty("outputs").GetProperty("top").GetString());
        Assert.Equal("RTT_DESTROY.table-live (level 2, \"TABLE\")", call.GetProperty("reason").GetString());
        Assert.Equal("0x3", JsonDocument.Parse(lines[4]).RootElement.GetProperty("operands").GetProperty("x3").GetString());
        Assert.True(JsonDocument.Parse(lines[5]).RootElement.GetProperty("inferred").GetBoolean());
        Assert.Equal("0x80000008", JsonDocument.Parse(lines[2]).RootElement.GetProperty("address").GetString());
        Assert.Equal(
            Text.TrimEnd('\n').Split('\n'),
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("record").GetString()));
    }

    [Fact]
    public void Csv_has_a_heading_and_quotes_what_needs_it()
    {
        string[] lines = Export(Text, TraceExportFormat.Csv).Split("\r\n");

        Assert.Equal("Number,Kind,Command,Operands,Result,Outputs,Address,Reason,Inferred,Nanoseconds,Record", lines[0]);
        Assert.Equal(
            "4,Call,RTT_DESTROY,rd=0x80008000 ipa=0x40000000 level=0x2,ERROR_RTT(2),top=0x80400000,,\"RTT_DESTROY.table-live (level 2, \"\"TABLE\"\")\",,,"
            + "\"call RTT_DESTROY 80008000 40000000 2 = 204 - 80400000  # RTT_DESTROY.table-live (level 2, \"\"TABLE\"\")\"",
            lines[4]);
        Assert.Equal("5,Call,c400020b,x1=0x1 x3=0x3,SMC_UNKNOWN,,,,,,call c400020b 1 0 3 = ffffffffffffffff", lines[5]);
        Assert.StartsWith("6,Call,GRANULE_RANGE_DELEGATE,base=0x80008000 top=0x80009000,SUCCESS,out_top=0x80009000,,,true,,", lines[6], StringComparison.Ordinal);
    }

    private static IEnumerable<TraceEntry> Entries(string text) => TraceEntry.ReadAll(TraceText.Reader(text));

    private static string Export(string text, TraceExportFormat format)
    {
        var stream = new MemoryStream();
        Assert.Equal(7, TraceExport.Write(Entries(text), stream, format));
        stream.Position = 0;
        using Stream plain = format == TraceExportFormat.Gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        return new StreamReader(plain).ReadToEnd();
    }
}
