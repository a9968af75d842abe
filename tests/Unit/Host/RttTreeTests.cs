using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;
using RttEntry = RealmTools.Host.RttEntry;

namespace RealmTools.Tests.Host;

public sealed class RttTreeTests
{
    [Fact]
    public void A_tree_reads_as_an_indented_table_with_both_halves_named()
    {
        using RealmHost host = Connect();
        Realm realm = host.Realms.Create(new RealmRequest("vm1"));
        using var content = new MemoryContent(new MemoryStream(new byte[10_000]), 10_000, "image");
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("64MB")) { Content = content, Measure = true });
        host.Memory.MapShared("vm1", new SharedMemoryRequest(realm.Geometry.UnprotectedBase, Size("2MB")));

        Assert.Equal(
            """
            Level     IPA                                 State        RIPAS     PA              Size
            protected half 0x0-0x8000000000
            1         0x0-0x80000000                      UNASSIGNED   EMPTY     -               2 GiB (2 × 1 GiB)
            1         0x80000000-0xc0000000               TABLE        -         0x80003000      1 GiB
              2       0x80000000-0x80200000               TABLE        -         0x80009000      2 MiB
                3     0x80000000-0x80200000               ASSIGNED     RAM       0x80200000      2 MiB (512 × 4 KiB)
              2       0x80200000-0x84000000               ASSIGNED     RAM       0x80400000      62 MiB (31 × 2 MiB)
              2       0x84000000-0xc0000000               UNASSIGNED   EMPTY     -               960 MiB (480 × 2 MiB)
            1         0xc0000000-0x8000000000             UNASSIGNED   EMPTY     -               509 GiB (509 × 1 GiB)
            unprotected half 0x8000000000-0x10000000000
            1         0x8000000000-0x8040000000           TABLE        -         0x80006000      1 GiB
              2       0x8000000000-0x8000200000           ASSIGNED     -         0x84200000      2 MiB
              2       0x8000200000-0x8040000000           UNASSIGNED   -         -               1022 MiB (511 × 2 MiB)
            1         0x8040000000-0x10000000000          UNASSIGNED   -         -               511 GiB (511 × 1 GiB)
            """.ReplaceLineEndings("\n"),
            string.Join('\n', RttTreeText.Lines(host.Tables.Read("vm1"), realm.Geometry)));
    }

    [Theory]
    [InlineData(33, 2)]
    [InlineData(40, 1)]
    [InlineData(48, 0)]
    public void Raw_entries_and_runs_cover_the_whole_ipa_space_alike(int ipaBits, int startLevel)
    {
        using RealmHost host = Connect();
        Realm realm = host.Realms.Create(new RealmRequest("vm1") { IpaBits = ipaBits, StartLevel = startLevel });
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x0020_3000u), Size("5MB")) { MaximumPageSize = Size("4KB") });

        List<RttEntry> raw = [.. host.Tables.Read("vm1", new RttTreeOptions { Raw = true })];
        List<RttEntry> runs = [.. host.Tables.Read("vm1")];

        Assert.Equal(realm.Geometry.Top.Value, Leaves(raw));
        Assert.Equal(realm.Geometry.Top.Value, Leaves(runs));
        Assert.Equal(raw.Count, runs.Sum(static r => r.Count));
        Assert.Equal(5ul << 20, Bytes(raw, RttEntryState.Assigned));
        Assert.Equal(5ul << 20, Bytes(runs, RttEntryState.Assigned));
        Assert.Equal(raw.OrderBy(static e => e.Ipa).ThenBy(static e => e.Level), raw);
    }

    [Fact]
    public void A_range_and_SkipEmpty_leave_out_what_was_not_asked_for()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("8MB")));

        RttEntry entry = Assert.Single(
            host.Tables.Read("vm1", new RttTreeOptions { From = Base + 0x40_0000, To = Base + 0x60_0000, SkipEmpty = true }),
            static e => !e.IsTable);

        Assert.Equal(Base + 0x40_0000, entry.Ipa);
        Assert.Equal(Size("2MB"), entry.Size);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 6)]
    public void Reading_down_to_a_level_reads_no_deeper(int deepest, int expected)
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("2MB")) { MaximumPageSize = Size("4KB") });
        List<RttEntry> all = [.. host.Tables.Read("vm1")];
        long before = host.CallCount;

        List<RttEntry> read = [.. host.Tables.Read("vm1", new RttTreeOptions { DeepestLevel = deepest })];

        Assert.Equal(all.Where(e => e.Level <= deepest), read);
        Assert.Equal(expected, read.Count);
        Assert.Equal(deepest == 1 ? 1024 : 1536, host.CallCount - before);
    }

    [Fact]
    public void Reading_the_tree_of_a_realm_that_is_gone_says_so()
    {
        var rmm = new SimulatedRmm();
        using RealmHost host = Connect(rmm);
        Realm realm = host.Realms.Create(new RealmRequest("vm1"));
        host.Teardown.Remove("vm1");

        HostException e = Assert.Throws<HostException>(() => new RttTreeReader(rmm, realm.Geometry).Read().Count());

        Assert.Equal(FailureId.RmiFailed, e.Id);
        Assert.Equal(RmiStatus.ErrorInput, e.Status);
    }

    private static ulong Leaves(IEnumerable<RttEntry> entries) =>
        entries.Where(static e => !e.IsTable).Aggregate(0ul, static (sum, e) => sum + e.Size.Bytes);

    private static ulong Bytes(IEnumerable<RttEntry> entries, RttEntryState state) =>
        entries.Where(e => e.State == state).Aggregate(0ul, static (sum, e) => sum + e.Size.Bytes);
}
