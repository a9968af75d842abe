using System.Text;
using System.Text.RegularExpressions;
using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

public sealed class DotPictureTests
{
    [Fact]
    public void Small_tree_looks_as_agreed() => Golden.Matches("tests/Unit/Pictures/Golden/small.dot", Draw(SampleTrees.Small()));

    [Fact]
    public void Every_table_is_a_node_that_its_entry_points_to()
    {
        string dot = Draw(SampleTrees.Small());

        string[] nodes = [.. Regex.Matches(dot, @"^    (t\d+) \[", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        MatchCollection edges = Regex.Matches(dot, @"^    (t\d+):(p\d+):e -> (t\d+) \[", RegexOptions.Multiline);
        Assert.Equal(6, nodes.Length);
        Assert.Equal(5, edges.Count);
        Assert.All(edges, e => Assert.Contains(e.Groups[1].Value, nodes));
        Assert.All(edges, e => Assert.Contains(e.Groups[3].Value, nodes));
        Assert.All(edges, e => Assert.Contains($"port=\"{e.Groups[2].Value}\"", dot));
    }

    [Fact]
    public void Entries_without_their_table_still_stand_in_one()
    {
        string dot = Draw(RttSnapshot.FromEntries([.. SampleTrees.SmallEntries().Where(e => e.Level == 3)]));

        Assert.DoesNotContain("->", dot);
        Assert.Equal(9, Regex.Count(dot, "port="));
    }

    [Fact]
    public void Names_are_quoted() => Assert.Contains("label=\"a\\\"b\\\\c\\n", Draw(SampleTrees.Small("a\"b\\c")));

    private static string Draw(RttSnapshot tree)
    {
        using var output = new MemoryStream();
        RttPicture.Write(output, tree, PictureFormat.Dot);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
