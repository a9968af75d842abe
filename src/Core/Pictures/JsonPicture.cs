using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Writes a tree as data. The schema is docs/formats/rtt-tree.schema.json.</summary>
/// <remarks>Addresses and descriptors are hexadecimal text: numbers of 64 bits do not survive every JSON reader.</remarks>
internal static class JsonPicture
{
    private const int Version = 1;

    internal static void Write(Stream output, RttSnapshot tree)
    {
        using var json = new Utf8JsonWriter(output, Options(indented: true));
        json.WriteStartObject();
        json.WriteString("format", "realmtools-rtt-tree");
        json.WriteNumber("version", Version);
        WriteRealm(json, tree.Title, tree.Geometry);
        WriteEntries(json, tree.Entries);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    /// <summary>The entries, one a line: diffs and text tools read such a file as well.</summary>
    internal static void WriteEntries(Utf8JsonWriter json, IEnumerable<RttEntry> entries)
    {
        json.WriteStartArray("entries");
        var line = new ArrayBufferWriter<byte>();
        foreach (RttEntry entry in entries)
        {
            line.ResetWrittenCount();
            line.Write("\n    "u8);
            using (var row = new Utf8JsonWriter(line, Options(indented: false)))
            {
                WriteEntry(row, entry);
            }

            json.WriteRawValue(line.WrittenSpan, skipInputValidation: true);
        }

        json.WriteEndArray();
    }

    internal static JsonWriterOptions Options(bool indented) =>
        new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void WriteRealm(Utf8JsonWriter json, string title, RealmGeometry realm)
    {
        json.WriteStartObject("realm");
        json.WriteString("name", title);
        WriteAddress(json, "rd", realm.Rd);
        json.WriteNumber("ipaBits", realm.IpaBits);
        json.WriteNumber("startLevel", realm.StartLevel);
        json.WriteNumber("rootCount", realm.RootCount);
        WriteAddress(json, "rttBase", realm.RttBase);
        json.WriteString("unprotectedBase", $"{realm.UnprotectedBase}");
        json.WriteString("top", $"{realm.Top}");
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, RttEntry entry)
    {
        string ripas = RttTreeText.RipasText(entry);
        json.WriteStartObject();
        json.WriteNumber("level", entry.Level);
        json.WriteString("ipa", $"{entry.Ipa}");
        json.WriteString("top", $"{entry.Top}");
        json.WriteNumber("size", entry.Size.Bytes);
        json.WriteNumber("count", entry.Count);
        json.WriteString("kind", EntryLook.Of(entry).Name);
        json.WriteString("state", RttTreeText.StateText(entry.State));
        if (ripas != "-")
            json.WriteString("ripas", ripas);
        else
            json.WriteNull("ripas");
        json.WriteBoolean("protected", entry.IsProtected);
        WriteAddress(json, "address", entry.Address ?? default);
        json.WriteString("descriptor", $"0x{entry.Descriptor:x}");
        json.WriteEndObject();
    }

    // 0 is no memory of a realm: it stands for an address that is not known.
    private static void WriteAddress(Utf8JsonWriter json, string name, PhysicalAddress address)
    {
        if (address.Value == 0)
            json.WriteNull(name);
        else
            json.WriteString(name, $"{address}");
    }
}
