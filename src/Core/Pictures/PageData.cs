using System.Text.Json;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Writes what a page shows, compactly; model.js reads it. Addresses are in granules, which every reader of JSON keeps exact.</summary>
internal static class PageData
{
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    internal static void Write(Stream output, RealmTimeline timeline)
    {
        // The default encoder also escapes what could end the script element that the data stands in.
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        WriteRealm(json, timeline);
        WriteKinds(json);
        WriteRows(json, timeline.Pool);
        WriteFrames(json, timeline.Frames);
        json.WriteEndObject();
    }

    private static void WriteRealm(Utf8JsonWriter json, RealmTimeline timeline)
    {
        RealmGeometry realm = timeline.Geometry;
        json.WriteStartObject("realm");
        json.WriteString("name", timeline.Title);
        json.WriteNumber("rd", realm.Rd.Value / Granule.Size);
        json.WriteNumber("rttBase", realm.RttBase.Value / Granule.Size);
        json.WriteNumber("rootCount", realm.RootCount);
        json.WriteNumber("startLevel", realm.StartLevel);
        json.WriteNumber("ipaBits", realm.IpaBits);
        json.WriteEndObject();
    }

    private static void WriteKinds(Utf8JsonWriter json)
    {
        json.WriteStartArray("kinds");
        foreach (EntryLook look in EntryLook.All)
        {
            json.WriteStartObject();
            json.WriteString("name", look.Name);
            json.WriteString("label", look.Label);
            json.WriteString("state", look.State);
            json.WriteString("ripas", look.Ripas);
            json.WriteNumber("rank", look.Rank);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A row is level, first IPA, number of entries, kind, PA or −1, place of its other descriptor bits in `bits`.
    private static void WriteRows(Utf8JsonWriter json, IReadOnlyList<RttEntry> pool)
    {
        var bits = new Dictionary<ulong, int>();
        json.WriteStartArray("rows");
        foreach (RttEntry entry in pool)
        {
            ulong other = entry.Descriptor & ~AddressMask;
            bits.TryAdd(other, bits.Count);
            json.WriteNumberValue(entry.Level);
            json.WriteNumberValue(entry.Ipa.Value / Granule.Size);
            json.WriteNumberValue(entry.Count);
            json.WriteNumberValue((int)EntryLook.Of(entry).Kind);
            json.WriteNumberValue(entry.Address is { Value: > 0 } address ? (long)(address.Value / Granule.Size) : -1);
            json.WriteNumberValue(bits[other]);
        }

        json.WriteEndArray();
        json.WriteStartArray("bits");
        foreach (ulong word in bits.Keys)
        {
            json.WriteStringValue($"0x{word:x}");
        }

        json.WriteEndArray();
    }

    // A change is where, how many go, how many come, and these as places in `rows`.
    private static void WriteFrames(Utf8JsonWriter json, IReadOnlyList<TimelineFrame> frames)
    {
        json.WriteStartArray("frames");
        foreach (TimelineFrame frame in frames)
        {
            json.WriteStartObject();
            json.WriteString("title", frame.Step.Title);
            json.WriteString("target", frame.Step.Target);
            json.WriteString("result", frame.Step.Result);
            json.WriteString("reason", frame.Step.Reason);
            json.WriteString("note", frame.Step.Note);
            json.WriteBoolean("failed", frame.Step.Failed);
            json.WriteStartArray("changes");
            foreach (TimelineSplice change in frame.Changes)
            {
                json.WriteNumberValue(change.Start);
                json.WriteNumberValue(change.Removed);
                json.WriteNumberValue(change.Added.Length);
                foreach (int row in change.Added)
                {
                    json.WriteNumberValue(row);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
