using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

public sealed class SvgPictureTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Small_tree_looks_as_agreed() => Golden.Matches("tests/Unit/Pictures/Golden/small.svg", Draw(SampleTrees.Small()));

    [Fact]
    public void Every_entry_is_there_with_its_facts()
    {
        string[] facts = [.. XDocument.Parse(Draw(SampleTrees.Small())).Descendants(s_svg + "g").Select(g => g.Element(s_svg + "title")!.Value)];

        Assert.Equal(SampleTrees.SmallEntries().Count(), facts.Length);
        Assert.Contains("level 3, IPA 0x81136000-0x81138000, ASSIGNED, RIPAS DESTROYED, PA 0x8a136000, 8 KiB (2 × 4 KiB)", facts);
        Assert.Contains("level 3, IPA 0x8080000000-0x8080040000, ASSIGNED, unprotected, PA 0x8c000000, 256 KiB (64 × 4 KiB)", facts);
    }

    [Fact]
    public void Entries_stand_in_IPA_order_and_do_not_overlap()
    {
        foreach (IGrouping<double, XElement> row in XDocument.Parse(Draw(SampleTrees.Small())).Descendants(s_svg + "g").Elements(s_svg + "rect").GroupBy(r => (double)r.Attribute("y")!))
        {
            double end = 0;
            foreach (XElement box in row)
            {
                Assert.True((double)box.Attribute("x")! >= end - 0.01);
                end = (double)box.Attribute("x")! + (double)box.Attribute("width")!;
            }
        }
    }

    [Fact]
    public void Crowds_share_columns_and_say_what_is_in_them()
    {
        RttSnapshot tree = SampleTrees.Scattered(20_000);

        string svg = Draw(tree);

        IEnumerable<string> facts = XDocument.Parse(svg).Descendants(s_svg + "g").Select(g => g.Element(s_svg + "title")!.Value);
        Assert.Contains(facts, text => Regex.IsMatch(text, @"^\d+ entries of level 3, IPA 0x\w+-0x\w+: .*\d+ assigned_ram"));
        Assert.InRange(Encoding.UTF8.GetByteCount(svg), 1, 1_000_000);
        int drawn = facts.Sum(text => Regex.Match(text, @"^(\d+) entries") is { Success: true } crowd ? int.Parse(crowd.Groups[1].Value, null) : 1);
        Assert.Equal(tree.Entries.Length, drawn);
    }

    [Fact]
    public void Every_class_has_a_colour_for_light_and_for_dark()
    {
        var svg = XDocument.Parse(Draw(SampleTrees.Small()));
        string[] style = svg.Root!.Element(s_svg + "style")!.Value.Split("@media (prefers-color-scheme: dark)");

        foreach (string kind in svg.Descendants(s_svg + "g").Elements(s_svg + "rect").Select(r => r.Attribute("class")!.Value).Distinct())
            Assert.All(style, part => Assert.Contains($".{kind} {{ fill: #", part));
    }

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var svg = XDocument.Parse(Draw(SampleTrees.Small("a<b>&\"\u0007\ud800")));

        Assert.Equal("Stage 2 tables of a<b>&\"\uFFFD\uFFFD", svg.Root!.Element(s_svg + "title")!.Value);
    }

    [Fact]
    public void Realm_of_the_widest_IPA_space_can_be_drawn()
    {
        var geometry = new RealmGeometry(default, 52, -1);
        var tree = new TreeBuilder(geometry);
        tree.Add(-1, 8, RttEntryState.Unassigned);
        tree.Add(-1, 8, RttEntryState.Unassigned);

        string svg = Draw(new RttSnapshot("wide", geometry, tree.Entries));

        Assert.Contains("Level -1", svg);
        Assert.Contains("0x8000000000000", svg);
    }

    private static string Draw(RttSnapshot tree)
    {
        using var output = new MemoryStream();
        RttPicture.Write(output, tree, PictureFormat.Svg);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
