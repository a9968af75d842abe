using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class RttSketchTests
{
    [Fact]
    public void A_tree_is_sketched_without_its_empty_entries_and_reads_back()
    {
        using RealmHost host = Filled();

        RttSketch sketch = RttSketch.Of(host.Tables.Read("vm1"));

        Assert.Equal(
            """
            1 0x80000000-0xc0000000 table
              2 0x80000000-0x80200000 table
                3 0x80000000-0x80003000 assigned ram
              2 0x80200000-0x80400000 unassigned ram
            1 0x8000000000-0x8040000000 table
              2 0x8000000000-0x8000200000 assigned
            """.ReplaceLineEndings("\n"),
            sketch.ToString());
        Assert.Equal(sketch.Lines.AsEnumerable(), RttSketch.Parse(sketch.ToString()).Lines);
        Assert.Empty(sketch.Compare(host.Tables.Read("vm1")));
        Assert.Empty(sketch.Compare(host.Tables.Read("vm1", new RttTreeOptions { Raw = true })));
    }

    [Fact]
    public void Ranges_comments_indentation_and_case_are_free()
    {
        using RealmHost host = Filled();

        Assert.Empty(RttSketch.Parse(
            """
            # the whole tree
            1 2GB TABLE
            2 0x80000000 Table   # one entry
                3 0x80000000+8KB assigned
                3 0x80002000 assigned RAM

              2 0x80200000+2MB unassigned ram
            1 0x8000000000 table
              2 0x8000000000 assigned
            """).Compare(host.Tables.Read("vm1")));
    }

    [Fact]
    public void Differences_show_both_sides_in_place()
    {
        using RealmHost host = Filled();

        Assert.Equal(
            [
                "  1 0x80000000-0xc0000000 table",
                "    2 0x80000000-0x80200000 table",
                "-     3 0x80000000-0x80004000 assigned destroyed",
                "+     3 0x80000000-0x80003000 assigned ram",
                "+   2 0x80200000-0x80400000 unassigned ram",
                "  1 0x8000000000-0x8040000000 table",
                "    2 0x8000000000-0x8000200000 assigned",
            ],
            RttSketch.Parse(
                """
                1 0x80000000 table
                  2 0x80000000 table
                    3 0x80000000+16KB assigned destroyed
                1 0x8000000000 table
                  2 0x8000000000 assigned
                """).Compare(host.Tables.Read("vm1")));
    }

    [Fact]
    public void A_physical_address_counts_where_it_is_given_also_within_a_run()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        PhysicalAddress memory = host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("8MB"))).Address;

        static string Sketch(PhysicalAddress second) => $"1 2GB table\n2 2GB+2MB assigned\n2 0x80200000+6MB assigned -> {second}";

        Assert.Empty(RttSketch.Parse(Sketch(memory + 0x20_0000)).Compare(host.Tables.Read("vm1")));
        Assert.Contains(
            $"+   2 0x80200000-0x80800000 assigned -> {memory + 0x20_0000}",
            RttSketch.Parse(Sketch(memory)).Compare(host.Tables.Read("vm1")));
    }

    [Fact]
    public void Memory_on_both_sides_of_the_border_stays_two_lines()
    {
        using RealmHost host = Connect();
        Realm realm = host.Realms.Create(new RealmRequest("vm1") { IpaBits = 33 });
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(realm.Geometry.UnprotectedBase.Value - 0x20_0000), Size("2MB")));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(realm.Geometry.UnprotectedBase, Size("2MB")));

        Assert.Empty(RttSketch.Parse("2 0xffe00000 assigned\n2 0x100000000 assigned").Compare(host.Tables.Read("vm1")));
    }

    [Theory]
    [InlineData("2 0x80000000", "Line 1", "write: level, range, state")]
    [InlineData("\n7 0x80000000 assigned", "Line 2 of the sketch, '7'", "levels go from -1 to 3")]
    [InlineData("2 banana assigned", "'banana'", "a range is")]
    [InlineData("2 0x1000 assigned", "'0x1000'", "multiples of 2 MiB")]
    [InlineData("2 0x200000+0 assigned", "'0x200000+0'", "multiples of 2 MiB")]
    [InlineData("2 0x200000 mapped", "'mapped'", "states are unassigned, assigned, table, assigned_dev")]
    [InlineData("2 0x200000 assigned 1", "'1'", "empty, ram, destroyed, dev")]
    [InlineData("2 0x200000 assigned ram -> x", "'x'", "a PA is a number")]
    [InlineData("2 0x200000 assigned ram ->", "'2 0x200000", "write:")]
    [InlineData("2 0x200000 unassigned", "'2 0x200000 unassigned'", "left out of sketchs")]
    [InlineData("2 0x200000 unassigned empty", "'2 0x200000", "left out of sketchs")]
    [InlineData("2 0x200000+4MB table", "'2 0x200000", "a table hangs on one entry")]
    [InlineData("3 0x1000 table", "'3 0x1000", "a table hangs on one entry")]
    [InlineData("2 0x200000 assigned\n2 0x0 assigned", "Line 2", "lines go up by IPA")]
    [InlineData("1 0x0 table\n3 0x0 assigned", "Line 2", "lines go up by IPA")]
    [InlineData("2 0x0 assigned\n3 0x200000 assigned", "Line 2", "no table at level 2")]
    [InlineData("2 0x200000 assigned\n1 0x40000000 table\n2 0x80000000 assigned", "Line 2", "no table at level 0")]
    public void A_bad_line_is_named_with_the_rule(string text, string where, string rule)
    {
        FormatException e = Assert.Throws<FormatException>(() => RttSketch.Parse(text));

        Assert.Contains(where, e.Message, StringComparison.Ordinal);
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_sketch_is_that_of_an_empty_tree()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));

        Assert.Empty(RttSketch.Parse(" # nothing\n").Compare(host.Tables.Read("vm1")));
        host.Tables.Create("vm1", Base, 2);
        Assert.Equal(["+ 1 0x80000000-0xc0000000 table"], RttSketch.Parse(string.Empty).Compare(host.Tables.Read("vm1")));
    }

    private static RealmHost Filled()
    {
        RealmHost host = Connect();
        Realm realm = host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.SetRipas("vm1", Base + 0x20_0000, Size("2MB"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("12KB")));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(realm.Geometry.UnprotectedBase, Size("2MB")));
        return host;
    }
}
