using System.Text;
using System.Text.Json.Nodes;
using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;
using RealmTools.Tests.Repository;

namespace RealmTools.Tests.Pictures;

public sealed class JsonPictureTests
{
    private static readonly JsonNode s_schema = JsonNode.Parse(File.ReadAllText(Checkout.PathOf("docs/formats/rtt-tree.schema.json")))!;

    [Fact]
    public void Small_tree_looks_as_agreed() => Golden.Matches("tests/Unit/Pictures/Golden/small.json", Write(SampleTrees.Small()));

    [Fact]
    public void What_is_written_keeps_to_the_schema()
    {
        var wide = new RealmGeometry(default, 52, -1);
        var tree = new TreeBuilder(wide);
        tree.Add(-1, 8, RttEntryState.Unassigned);
        tree.Add(-1, 8, (RttEntryState)4);

        foreach (RttSnapshot snapshot in new[] { SampleTrees.Small(), SampleTrees.Scattered(2000), new RttSnapshot("\"wide\"", wide, tree.Entries) })
            Assert.Equal([], SchemaCheck.Violations(JsonNode.Parse(Write(snapshot)), s_schema));
    }

    [Fact]
    public void Schema_check_finds_what_is_wrong()
    {
        JsonNode document = JsonNode.Parse(Write(SampleTrees.Small()))!;
        document["entries"]![0]!["level"] = 4;
        document["entries"]![1]!["address"] = "0xXYZ";
        document["entries"]![2]!.AsObject().Remove("kind");
        document["extra"] = 1;

        document = JsonNode.Parse(document.ToJsonString())!;

        Assert.Equal(
            ["$.entries[0].level: maximum", "$.entries[1].address: pattern", "$.entries[2]: required", "$: additionalProperties"],
            SchemaCheck.Violations(document, s_schema).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_can_be_read_back()
    {
        JsonArray entries = JsonNode.Parse(Write(SampleTrees.Small()))!["entries"]!.AsArray();

        Assert.Equal(
            SampleTrees.SmallEntries().Select(e => (e.Level, e.Ipa, e.Top, e.Size.Bytes, e.Count, e.Descriptor)),
            entries.Select(e => (
                (int)e!["level"]!, new Ipa((string)e["ipa"]!), new Ipa((string)e["top"]!), (ulong)e["size"]!, (long)e["count"]!,
                NumberText.TryParse((string?)e["descriptor"], out ulong descriptor) ? descriptor : 0)));
    }

    private static string Write(RttSnapshot tree)
    {
        using var output = new MemoryStream();
        RttPicture.Write(output, tree, PictureFormat.Json);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
