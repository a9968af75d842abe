using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Writes records of a trace as text, gzip, JSON lines or CSV.</summary>
public static class TraceExport
{
    private static readonly byte[] s_newLine = "\n"u8.ToArray();

    // The output is a file, not a page: quoting < and > would only hide what stands there.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The format a file name stands for: <c>.jsonl</c>, <c>.ndjson</c>, <c>.csv</c>, <c>.gz</c>; text for all others.</summary>
    public static TraceExportFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSONL" or ".NDJSON" => TraceExportFormat.JsonLines,
        ".CSV" => TraceExportFormat.Csv,
        ".GZ" => TraceExportFormat.Gzip,
        _ => TraceExportFormat.Text,
    };

    /// <summary>Writes records.</summary>
    /// <param name="entries">The records, in order.</param>
    /// <param name="stream">Takes the result; not disposed.</param>
    /// <param name="format">How.</param>
    /// <param name="platform">The machine they were recorded on: text without a header record gets one; null to write the records alone.</param>
    /// <returns>How many records were written, a header that was added not counted.</returns>
    public static long Write(IEnumerable<TraceEntry> entries, Stream stream, TraceExportFormat format, RmmPlatform? platform = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(stream);
        switch (format)
        {
            case TraceExportFormat.JsonLines:
                return WriteJson(entries, stream);
            case TraceExportFormat.Csv:
                return WriteCsv(entries, stream);
            case TraceExportFormat.Gzip:
                using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
                {
                    return WriteText(entries, gzip, platform);
                }

            default:
                return WriteText(entries, stream, platform);
        }
    }

    private static long WriteText(IEnumerable<TraceEntry> entries, Stream stream, RmmPlatform? platform)
    {
        var buffer = new BufferedStream(stream, 1 << 16);
        long count = 0;
        foreach (TraceEntry entry in entries)
        {
            if (count++ == 0 && platform is not null && entry.Kind != TraceRecordKind.Header)
            {
                var header = new MemoryStream();
                using (var writer = new TraceWriter(header))
                {
                    writer.WriteHeader(platform);
                }

                buffer.Write(header.ToArray());
            }

            buffer.Write(Encoding.UTF8.GetBytes(entry.Text));
            buffer.Write(s_newLine);
        }

        buffer.Flush();
        return count;
    }

    private static long WriteJson(IEnumerable<TraceEntry> entries, Stream stream)
    {
        var buffer = new BufferedStream(stream, 1 << 16);
        using var json = new Utf8JsonWriter(buffer, s_json);
        long count = 0;
        foreach (TraceEntry entry in entries)
        {
            count++;
            json.Reset();
            WriteObject(json, entry);
            json.Flush();
            buffer.Write(s_newLine);
        }

        buffer.Flush();
        return count;
    }

    private static void WriteObject(Utf8JsonWriter json, TraceEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.WriteString("kind", entry.Kind.ToString());
        if (entry.IsCall)
        {
            json.WriteString("command", entry.Command);
            json.WriteString("functionId", Hex(entry.Arguments.X0));
            WriteValues(json, "operands", entry.Operands);
        }

        if (entry.Result is { } result)
        {
            json.WriteString("result", result.ToString());
            json.WriteString("x0", Hex(result.Word));
            WriteValues(json, "outputs", entry.OutputValues);
        }

        if (entry.Address is { } address)
            json.WriteString("address", Hex(address.Value));
        if (entry.Reason.Length > 0)
            json.WriteString("reason", entry.Reason);
        if (entry.IsInferred)
            json.WriteBoolean("inferred", true);
        if (entry.Duration is { } duration)
            json.WriteNumber("nanoseconds", (long)duration.TotalNanoseconds);
        json.WriteString("record", entry.Text);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, ulong> values)
    {
        json.WriteStartObject(name);
        foreach ((string key, ulong value) in values)
        {
            json.WriteString(key, Hex(value));
        }

        json.WriteEndObject();
    }

    private static long WriteCsv(IEnumerable<TraceEntry> entries, Stream stream)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        text.WriteLine("Number,Kind,Command,Operands,Result,Outputs,Address,Reason,Inferred,Nanoseconds,Record");
        long count = 0;
        foreach (TraceEntry entry in entries)
        {
            count++;
            string[] fields =
            [
                entry.Number.ToString(CultureInfo.InvariantCulture),
                entry.Kind.ToString(),
                entry.Command,
                Values(entry.Operands),
                entry.Result?.ToString() ?? string.Empty,
                Values(entry.OutputValues),
                entry.Address is { } address ? Hex(address.Value) : string.Empty,
                entry.Reason,
                entry.IsInferred ? "true" : string.Empty,
                entry.Duration is { } d ? ((long)d.TotalNanoseconds).ToString(CultureInfo.InvariantCulture) : string.Empty,
                entry.Text,
            ];
            text.WriteLine(string.Join(',', fields.Select(Quote)));
        }

        return count;
    }

    private static string Values(IReadOnlyDictionary<string, ulong> values) => string.Join(' ', values.Select(v => $"{v.Key}={Hex(v.Value)}"));

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Hex(ulong value) => $"0x{value:x}";
}
