using FsCheck;
using FsCheck.Fluent;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Trace;

public sealed class TraceComparisonTests
{
    private const string Delegate = "call GRANULE_RANGE_DELEGATE 80001000 80002000 = 0 80002000\n";
    private const string Create = "call REALM_CREATE 80001000 80000000 = 0\n";
    private const string Destroy = "call REALM_DESTROY 80001000 = 0\n";

    [Fact]
    public void Equal_traces_have_no_difference() => Assert.Empty(Compare(Delegate + Create + Destroy, Delegate + "# a comment\n" + Create + Destroy));

    [Fact]
    public void Other_answer_is_where_the_conversations_part()
    {
        TraceDifference difference = Assert.Single(Compare(Delegate + Create + Destroy, Delegate + "call REALM_CREATE 80001000 80000000 = 1 # why\n" + Destroy));

        Assert.Equal((TraceDifferenceKind.Answer, 4L, 4L, true), (difference.Kind, difference.Left!.Number, difference.Right!.Number, difference.IsParting));
        Assert.Equal(
            "< 4: call REALM_CREATE 80001000 80000000 = 0 | > 4: call REALM_CREATE 80001000 80000000 = 1 # why", difference.ToString());
    }

    [Fact]
    public void Records_that_only_one_has_are_set_apart()
    {
        IReadOnlyList<TraceDifference> differences = Compare(Delegate + Create + Destroy, Delegate + "call VERSION = 0\n" + Create);

        Assert.Equal(
            ["> 4: call VERSION = 0", "< 5: call REALM_DESTROY 80001000 = 0"], differences.Select(d => d.ToString()));
        Assert.Equal([true, false], differences.Select(d => d.IsParting));
    }

    [Fact]
    public void Memory_and_views_are_compared_by_what_they_ask()
    {
        const string One = "w64 80000000 1\nr64 80000000 = 1 2\ngranule 80000000 = NS\n";
        const string Two = "w64 80000000 2\nr64 80000000 = 1 3\ngranule 80000000 = RD\n";

        Assert.Equal(
            [TraceDifferenceKind.OnlyRight, TraceDifferenceKind.OnlyLeft, TraceDifferenceKind.Answer, TraceDifferenceKind.Answer],
            Compare(One, Two).Select(d => d.Kind).OrderByDescending(k => k));
        Assert.Empty(Compare(One, Two, new TraceCompareOptions { CallsOnly = true }));
    }

    [Fact]
    public void Addresses_can_stand_for_the_part_they_play()
    {
        const string Elsewhere =
            "call GRANULE_RANGE_DELEGATE 90005000 90006000 = 0 90006000\ncall REALM_CREATE 90005000 90000000 = 0\ncall REALM_DESTROY 90005000 = 0\n";

        Assert.Empty(Compare(Delegate + Create + Destroy, Elsewhere, new TraceCompareOptions { IgnoreAddresses = true }));
        Assert.Equal(6, Compare(Delegate + Create + Destroy, Elsewhere).Count);
        Assert.Equal(
            [TraceDifferenceKind.OnlyLeft, TraceDifferenceKind.OnlyRight],
            Compare(Delegate + Create + Destroy, Elsewhere.Replace("DESTROY 90005000", "DESTROY 90000000", StringComparison.Ordinal), new TraceCompareOptions { IgnoreAddresses = true })
                .Select(d => d.Kind).Order().Distinct());
    }

    [Fact]
    public void Conversation_relocated_as_a_whole_is_the_same_conversation()
    {
        string file = Checkout.PathOf("tests/vectors/directed/realm-lifecycle-40-sl1x2-sha256.rmi");
        RmmPlatform elsewhere = RmmPlatform.Default with { Dram = [new MemoryRange(0x8_8000_0000, 0x2000_0000)], Devices = [new MemoryRange(0x8_7000_0000, 0xA000)] };
        string recorded = Path.GetTempFileName();
        try
        {
            using (var recorder = new TraceRecorder(new SimulatedRmm(elsewhere)))
            {
                recorder.Start(recorded);
                using TraceReader reader = TraceReader.Open(file);
                Assert.True(TraceReplayer.Replay(reader, trace => RelocatedRmm.Adapt(recorder, trace)).IsIdentical);
            }

            Assert.DoesNotContain(
                TraceComparison.Compare(
                TraceEntry.ReadAll(TraceReader.Open(file)).Where(e => e.Kind == TraceRecordKind.Call),
                TraceEntry.ReadAll(TraceReader.Open(recorded)).Where(e => e.Kind == TraceRecordKind.Call && e.Command != "GRANULE_RANGE_DELEGATE"),
                new TraceCompareOptions { IgnoreAddresses = true }),
                d => d.Kind == TraceDifferenceKind.Answer);
        }
        finally
        {
            File.Delete(recorded);
        }
    }

    [Fact]
    public void Alignment_matches_equal_elements_in_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte[] Left, byte[] Right)>(), sample =>
        {
            int[] left = [.. sample.Left.Select(b => b % 7)];
            int[] right = [.. sample.Right.Select(b => b % 7)];

            int[] partners = SequenceAlignment.Align(left, right);

            var matched = partners.Select((r, l) => (l, r)).Where(p => p.r >= 0).ToList();
            return partners.Length == left.Length
                && matched.TrueForAll(p => left[p.l] == right[p.r])
                && matched.Zip(matched.Skip(1)).All(pair => pair.First.r < pair.Second.r);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Alignment_finds_what_was_inserted_and_removed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte[] Common, byte[] Inserted, byte At)>(), sample =>
        {
            int[] common = [.. sample.Common.Select(b => b % 5)];
            int at = common.Length == 0 ? 0 : sample.At % common.Length;
            int[] longer = [.. common[..at], .. sample.Inserted.Select(b => 100 + (b % 5)), .. common[at..]];

            return SequenceAlignment.Align(common, longer).All(r => r >= 0)
                && SequenceAlignment.Align(longer, common).Count(r => r >= 0) == common.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Alignment_of_long_sequences_with_nothing_in_common_ends()
    {
        int[] left = [.. Enumerable.Range(0, 50_000).Select(i => i % 100)];
        int[] right = [.. Enumerable.Range(0, 50_000).Select(i => 1000 + (i % 100))];

        Assert.All(SequenceAlignment.Align(left, right), r => Assert.Equal(-1, r));
    }

    private static IReadOnlyList<TraceDifference> Compare(string left, string right, TraceCompareOptions? options = null) =>
        TraceComparison.Compare(
            TraceEntry.ReadAll(TraceText.Reader(TraceText.Header + left)), TraceEntry.ReadAll(TraceText.Reader(TraceText.Header + right)), options);
}
