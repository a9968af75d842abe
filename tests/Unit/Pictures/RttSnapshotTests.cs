using RealmTools.Host;
using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

public sealed class RttSnapshotTests
{
    [Fact]
    public void Entries_come_in_tree_order_whatever_order_they_are_given_in()
    {
        RttEntry[] entries = [.. SampleTrees.SmallEntries()];

        var tree = new RttSnapshot("vm1", SampleTrees.Geometry, entries.Reverse());

        Assert.Equal(entries, tree.Entries);
    }

    [Fact]
    public void Overlapping_entries_are_refused()
    {
        RttEntry entry = SampleTrees.SmallEntries().First();

        HostException e = Assert.Throws<HostException>(() => new RttSnapshot("vm1", SampleTrees.Geometry, [entry, entry]));

        Assert.Contains("overlap", e.Message);
        Assert.Contains("0x80000000", e.Message);
    }

    [Fact]
    public void Entries_beyond_the_realm_are_refused()
    {
        var small = new RealmGeometry(default, 32, 2);

        Assert.Contains("IPAs end at 0x100000000", Assert.Throws<HostException>(() => new RttSnapshot("vm1", small, SampleTrees.SmallEntries())).Message);
    }

    [Fact]
    public void Entries_of_two_realms_are_refused()
    {
        RttEntry[] entries = [.. SampleTrees.SmallEntries().Take(2)];
        entries[1] = entries[1] with { RealmName = "vm2" };

        Assert.Contains("'vm2'", Assert.Throws<HostException>(() => RttSnapshot.FromEntries(entries)).Message);
    }

    [Fact]
    public void No_entries_make_no_picture() => Assert.Throws<HostException>(() => RttSnapshot.FromEntries([]));

    [Fact]
    public void Geometry_of_the_entries_is_used()
    {
        RttEntry[] some = [.. SampleTrees.SmallEntries().Skip(2).Take(3).Select(e => e with { Geometry = SampleTrees.Geometry, RealmName = "vm7" })];

        var tree = RttSnapshot.FromEntries(some);

        Assert.Equal(SampleTrees.Geometry, tree.Geometry);
        Assert.Equal("vm7", tree.Title);
    }

    [Theory]
    [InlineData(false, 40)]
    [InlineData(true, 33)]
    public void Without_a_geometry_it_follows_from_where_the_entries_are(bool onlyProtected, int bits)
    {
        RttEntry[] entries = [.. SampleTrees.SmallEntries().Where(e => !onlyProtected || (e.IsProtected && e.Top.Value <= 0xC000_0000))];

        var tree = RttSnapshot.FromEntries(entries);

        Assert.Equal(bits, tree.Geometry.IpaBits);
        Assert.Equal(1, tree.Geometry.StartLevel);
        Assert.All(entries, e => Assert.Equal(e.IsProtected, tree.Geometry.IsProtected(e.Ipa)));
    }

    [Fact]
    public void Title_holds_only_what_every_format_can_carry() =>
        Assert.Equal("a\uFFFDb\uFFFDc\uFFFD", SampleTrees.Small("a\u0001b\ud800c\uffff").Title);
}
