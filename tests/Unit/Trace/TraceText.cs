using System.Text;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

/// <summary>Traces as text in tests.</summary>
internal static class TraceText
{
    public const string Header = "rmi-trace 1 2.0\ndram 80000000 20000000\n";

    public static TraceReader Reader(string text, int maximumLineLength = TraceReader.DefaultMaximumLineLength) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test", maximumLineLength);

    /// <summary>What a writer writes.</summary>
    public static string Write(Action<TraceWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new TraceWriter(stream))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A record from one line, which must be good.</summary>
    public static TraceRecord Parse(string line)
    {
        var record = new TraceRecord();
        Assert.True(new TraceParser().TryParse(Encoding.UTF8.GetBytes(line), record, out TraceSyntaxError error), error.ToString());
        return record;
    }
}
