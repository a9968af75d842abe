using System.Text.Json;

namespace RealmTools.Pictures;

/// <summary>Writes the trees of a timeline as data. The format is docs/formats/rtt-timeline.md.</summary>
public static class JsonTimeline
{
    private const int Version = 1;

    /// <summary>Writes it as UTF-8: every entry once, and for each step which of them came and went.</summary>
    public static void Write(Stream output, RealmTimeline timeline)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(timeline);
        using var json = new Utf8JsonWriter(output, JsonPicture.Options(indented: true));
        json.WriteStartObject();
        json.WriteString("format", "realmtools-rtt-timeline");
        json.WriteNumber("version", Version);
        JsonPicture.WriteRealm(json, timeline.Title, timeline.Geometry);
        JsonPicture.WriteEntries(json, timeline.Pool);
        WriteSteps(json, timeline.Frames);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<TimelineFrame> frames)
    {
        var tree = new List<int>();
        json.WriteStartArray("steps");
        foreach (TimelineFrame frame in frames)
        {
            var removed = new List<int>();
            var added = new List<int>();
            // Places are those of the tree before the step: from the last change on, so that earlier ones stay where they are.
            foreach (TimelineSplice change in frame.Changes.Reverse())
            {
                removed.InsertRange(0, tree.GetRange(change.Start, change.Removed));
                added.InsertRange(0, change.Added);
                tree.RemoveRange(change.Start, change.Removed);
                tree.InsertRange(change.Start, change.Added);
            }

            WriteStep(json, frame.Step, removed, added);
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, TimelineStep step, List<int> removed, List<int> added)
    {
        json.WriteStartObject();
        json.WriteString("title", step.Title);
        json.WriteString("target", step.Target);
        json.WriteString("result", step.Result);
        json.WriteString("reason", step.Reason);
        json.WriteString("note", step.Note);
        json.WriteBoolean("failed", step.Failed);
        WritePlaces(json, "removed", removed);
        WritePlaces(json, "added", added);
        json.WriteEndObject();
    }

    private static void WritePlaces(Utf8JsonWriter json, string name, List<int> places)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{string.Join(", ", places)}]", skipInputValidation: true);
    }
}
