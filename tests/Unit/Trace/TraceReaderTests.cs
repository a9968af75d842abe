using System.IO.Compression;
using System.Text;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("realmtools-trace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Header_describes_the_machine()
    {
        using TraceReader reader = TraceText.Reader(
            "# recorded\n\nrmi-trace 1 1.0\ndram 880000000 40000000\ndram 80000000 20000000\ndevice 70000000 a000\nfeatures 30 0 1\nboot\n");

        while (reader.Read())
        {
        }

        Assert.Equal(RmiProfile.V10, reader.Platform.Profile);
        Assert.Equal([new MemoryRange(0x80000000, 0x20000000), new MemoryRange(0x880000000, 0x40000000)], reader.Platform.Dram.ToArray());
        Assert.Equal([new MemoryRange(0x70000000, 0xa000)], reader.Platform.Devices.ToArray());
        Assert.Equal([0x30ul, 0ul, 1ul], reader.Platform.Features.ToArray());
    }

    [Fact]
    public void Lines_are_counted_with_blanks_comments_and_carriage_returns()
    {
        using TraceReader reader = TraceText.Reader("# one\r\nrmi-trace 1 2.0\r\n\r\ndram 80000000 1000\r\n  # five\r\nboot\r\n");

        var lines = new List<(long, TraceRecordKind)>();
        while (reader.Read())
        {
            lines.Add((reader.LineNumber, reader.Record.Kind));
        }

        Assert.Equal([(2, TraceRecordKind.Header), (4, TraceRecordKind.Dram), (6, TraceRecordKind.Boot)], lines);
    }

    [Theory]
    [InlineData("", 1, "the header")]
    [InlineData("# nothing\n", 2, "the header")]
    [InlineData("boot\n", 1, "the header")]
    [InlineData("dram 80000000 1000\nrmi-trace 1 2.0\n", 1, "the header")]
    [InlineData("rmi-trace 1 2.0\n", 2, "a 'dram BASE SIZE' record")]
    [InlineData("rmi-trace 1 2.0\nboot\n", 2, "a 'dram BASE SIZE' record")]
    [InlineData("rmi-trace 1 2.0\nrmi-trace 1 2.0\n", 2, "no second header")]
    [InlineData("rmi-trace 1 2.0\ndram 80000000 2000\ndram 80001000 1000\n", 3, "does not overlap 0x80000000-0x80002000")]
    [InlineData("rmi-trace 1 2.0\ndram 80000000 2000\ndevice 80000000 1000\n", 3, "does not overlap")]
    [InlineData("rmi-trace 1 2.0\ndram 80000000 2000\nboot\ndram 90000000 1000\n", 4, "before all records")]
    [InlineData("rmi-trace 1 2.0\nfeatures 1\nfeatures 1\n", 3, "no second features record")]
    public void Record_out_of_place_is_refused(string text, long line, string expected)
    {
        using TraceReader reader = TraceText.Reader(text);

        TraceFormatException e = Assert.Throws<TraceFormatException>(() => ReadAll(reader));

        Assert.Equal(line, e.Line);
        Assert.Contains(expected, e.Error.Expected, StringComparison.Ordinal);
        Assert.StartsWith($"test, line {line}, column 1: expected", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_line_is_refused_with_line_and_column()
    {
        using TraceReader reader = TraceText.Reader(TraceText.Header + "call VERSION zz = 0\n");

        TraceFormatException e = Assert.Throws<TraceFormatException>(() => ReadAll(reader));

        Assert.Equal("test, line 3, column 14: expected a hexadecimal number of at most 64 bits or '=', found 'zz'.", e.Message);
    }

    [Fact]
    public void Line_beyond_the_limit_is_refused_without_reading_on()
    {
        using TraceReader reader = TraceText.Reader(TraceText.Header + "# " + new string('x', 1 << 20) + "\n", maximumLineLength: 4096);

        TraceFormatException e = Assert.Throws<TraceFormatException>(() => ReadAll(reader));

        Assert.Equal(3, e.Line);
        Assert.Contains("4096 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_longer_than_the_buffer_is_read()
    {
        string words = string.Join(' ', Enumerable.Repeat("123456789abcdef0", 10_000));
        using TraceReader reader = TraceText.Reader($"{TraceText.Header}w64 80000000 {words}\nboot\n");

        Assert.True(reader.Read() && reader.Read() && reader.Read());
        Assert.Equal(10_000, reader.Record.Words.Length);
        Assert.True(reader.Read());
        Assert.Equal(TraceRecordKind.Boot, reader.Record.Kind);
    }

    [Fact]
    public void Last_line_needs_no_end()
    {
        using TraceReader reader = TraceText.Reader(TraceText.Header + "boot");

        Assert.Equal(3, ReadAll(reader));
        Assert.False(reader.IsCut);
    }

    [Theory]
    [InlineData("call RTT_CRE")]
    [InlineData("call VERSION 20000 = 0 200\0\0\0\0")]
    public void Cut_last_line_is_left_out(string tail)
    {
        using TraceReader reader = TraceText.Reader(TraceText.Header + "boot\n" + tail);

        Assert.Equal(3, ReadAll(reader));
        Assert.True(reader.IsCut);
    }

    [Fact]
    public void Zeroes_behind_the_last_line_are_ignored()
    {
        using TraceReader reader = TraceText.Reader(TraceText.Header + "boot\n" + new string('\0', 300_000));

        Assert.Equal(3, ReadAll(reader));
        Assert.False(reader.IsCut);
    }

    [Theory]
    [InlineData("trace.rmi")]
    [InlineData("trace.rmi.gz")]
    [InlineData("misnamed.rmi")]
    public void Gzip_is_known_by_its_content(string name)
    {
        string path = Path.Combine(_folder, name);
        byte[] text = Encoding.UTF8.GetBytes(TraceText.Header + "boot\n");
        File.WriteAllBytes(path, name == "trace.rmi" ? text : Compress(text));

        using TraceReader reader = TraceReader.Open(path);

        Assert.Equal(3, ReadAll(reader));
    }

    [Fact]
    public void File_named_gz_that_is_none_is_refused()
    {
        string path = Path.Combine(_folder, "trace.rmi.gz");
        File.WriteAllText(path, TraceText.Header);

        Assert.Contains("no gzip data", Assert.Throws<TraceFormatException>(() => TraceReader.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_that_ends_early_is_read_as_far_as_it_goes()
    {
        string path = Path.Combine(_folder, "trace.rmi.gz");
        var random = new Random(1);
        string text = TraceText.Header + string.Concat(Enumerable.Range(0, 20_000).Select(_ => $"w64 80000000 {random.NextInt64():x}\n"));
        File.WriteAllBytes(path, Compress(Encoding.UTF8.GetBytes(text))[..^5000]);

        using TraceReader reader = TraceReader.Open(path);

        Assert.InRange(ReadAll(reader), 1000, 20_001);
        Assert.True(reader.IsCut);
    }

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        string path = Path.Combine(_folder, "trace.rmi.gz");
        byte[] data = Compress(Encoding.UTF8.GetBytes(TraceText.Header + "boot\n"));
        data[10] = 0xFF;
        File.WriteAllBytes(path, [.. data, .. new byte[100_000]]);

        using TraceReader reader = TraceReader.Open(path);

        Assert.Contains("damaged", Assert.Throws<TraceFormatException>(() => ReadAll(reader)).Message, StringComparison.Ordinal);
    }

    private static int ReadAll(TraceReader reader)
    {
        int count = 0;
        while (reader.Read())
        {
            count++;
        }

        return count;
    }

    private static byte[] Compress(byte[] data)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return stream.ToArray();
    }
}
