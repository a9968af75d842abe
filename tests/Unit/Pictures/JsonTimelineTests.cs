using System.Text.Json.Nodes;
using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

public sealed class JsonTimelineTests
{
    [Fact]
    public void Trees_can_be_read_back_from_what_came_and_went()
    {
        RttSnapshot small = SampleTrees.Small();
        var timeline = new RealmTimeline(small);
        timeline.Add(new TimelineStep("half") { Failed = true, Reason = "RTT_DESTROY.table-live" }, small.Entries.Where((_, i) => i % 2 == 0));
        timeline.Add(new TimelineStep("back"), small.Entries);
        timeline.Add(new TimelineStep("gone"), []);

        JsonNode document = Write(timeline);

        var tree = new HashSet<int>();
        var sizes = new List<int>();
        foreach (JsonNode? step in document["steps"]!.AsArray())
        {
            Assert.All(step!["removed"]!.AsArray(), place => Assert.True(tree.Remove((int)place!)));
            Assert.All(step["added"]!.AsArray(), place => Assert.True(tree.Add((int)place!)));
            sizes.Add(tree.Count);
        }

        int all = small.Entries.Length;
        Assert.Equal([all, (all + 1) / 2, all, 0], sizes);
        Assert.Equal(all, document["entries"]!.AsArray().Count);
        Assert.Equal("realmtools-rtt-timeline", (string?)document["format"]);
        Assert.True((bool)document["steps"]![1]!["failed"]!);
        Assert.Equal("RTT_DESTROY.table-live", (string?)document["steps"]![1]!["reason"]);
        Assert.Equal(small.Title, (string?)document["realm"]!["name"]);
    }

    private static JsonNode Write(RealmTimeline timeline)
    {
        using var output = new MemoryStream();
        JsonTimeline.Write(output, timeline);
        output.Position = 0;
        return JsonNode.Parse(output)!;
    }
}
