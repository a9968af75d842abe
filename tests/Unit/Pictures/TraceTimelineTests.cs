using System.Text.RegularExpressions;
using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RttEntry = RealmTools.Host.RttEntry;
using RealmTools.Tests.Repository;
using RealmTools.Trace;

namespace RealmTools.Tests.Pictures;

public sealed class TraceTimelineTests
{
    private const string OneRealm = "directed/realm-lifecycle-40-sl1x2-sha256.rmi";
    private const string ManyRealms = "directed/teardown-orders.rmi";

    [Fact]
    public void Timeline_goes_from_no_realm_to_no_realm()
    {
        (RealmTimeline timeline, TraceReplayResult replay) = Build(OneRealm);

        IReadOnlyList<IReadOnlyList<RttEntry>> trees = TimelineTrees.Of(timeline);
        Assert.True(replay.IsIdentical);
        Assert.Empty(trees[0]);
        Assert.Equal("REALM_CREATE", timeline.Frames[1].Step.Title);
        Assert.Equal(40, timeline.Geometry.IpaBits);
        Assert.Empty(trees[^1]);
        Assert.Contains(trees, tree => tree.Any(e => e.State == RttEntryState.Assigned));
    }

    [Theory]
    [InlineData(OneRealm, 1)]
    [InlineData(ManyRealms, 2)]
    [InlineData("1.0/directed/lifecycle.rmi", 1)]
    public void Trees_are_those_that_the_RMM_has_at_that_line(string trace, int realm)
    {
        (RealmTimeline timeline, _) = Build(trace, new TraceTimelineOptions { Realm = realm });

        IReadOnlyList<IReadOnlyList<RttEntry>> trees = TimelineTrees.Of(timeline);
        for (int i = 1; i < trees.Count; i += 7)
        {
            long line = long.Parse(Regex.Match(timeline.Frames[i].Step.Note, @"^lines? (?:\d+-)?(\d+)").Groups[1].Value, null);
            Assert.Equal(TreeAfter(trace, line, timeline.Geometry), trees[i]);
        }
    }

    [Fact]
    public void Failed_calls_are_steps_with_result_and_reason()
    {
        (RealmTimeline timeline, _) = Build(ManyRealms, new TraceTimelineOptions { Realm = 1 });

        TimelineStep step = timeline.Frames.Select(f => f.Step).First(s => s.Failed && s.Title == "RTT_DESTROY");
        Assert.StartsWith("ERROR_RTT", step.Result);
        Assert.StartsWith("ipa 0x", step.Target);
        Assert.Contains("RTT entry at IPA 0x", step.Reason);
    }

    [Fact]
    public void Long_traces_share_steps()
    {
        (RealmTimeline whole, _) = Build(OneRealm);
        (RealmTimeline coarse, _) = Build(OneRealm, new TraceTimelineOptions { MaximumSteps = 10 });

        Assert.InRange(coarse.Count, 2, 11);
        Assert.Equal(TimelineTrees.Of(whole)[^1], TimelineTrees.Of(coarse)[^1]);
        Assert.Contains(coarse.Frames, f => f.Step.Title.Contains('×') || f.Step.Title.Contains(','));
    }

    [Fact]
    public void Lines_choose_a_part_of_the_life()
    {
        (RealmTimeline whole, _) = Build(OneRealm);
        (RealmTimeline part, _) = Build(OneRealm, new TraceTimelineOptions { FirstLine = 150, LastLine = 200 });

        Assert.StartsWith("before line 1", part.Frames[0].Step.Note);
        Assert.NotEmpty(TimelineTrees.Of(part)[0]);
        Assert.InRange(part.Count, 2, whole.Count - 1);
        Assert.Contains(TimelineTrees.Of(whole), tree => tree.SequenceEqual(TimelineTrees.Of(part)[0]));
    }

    [Fact]
    public void A_choice_among_realms_is_asked_for()
    {
        HostException e = Assert.Throws<HostException>(() => Build(ManyRealms));
        Assert.Equal(FailureId.RealmNotFound, e.Id);
        Assert.Contains("13 realms", e.Message);
        Assert.Contains("realm 2: RD 0x", e.RecommendedAction);

        e = Assert.Throws<HostException>(() => Build(ManyRealms, new TraceTimelineOptions { Realm = 14 }));
        Assert.Contains("1 to 13", e.RecommendedAction);
    }

    [Fact]
    public void A_trace_without_realms_or_lines_without_calls_are_refused()
    {
        Assert.Contains("creates no realm", Assert.Throws<HostException>(() => Build("directed/version-features.rmi")).Message);
        Assert.Contains("Give lines within", Assert.Throws<HostException>(() => Build(OneRealm, new TraceTimelineOptions { FirstLine = 1_000_000 })).RecommendedAction);
    }

    private static (RealmTimeline Timeline, TraceReplayResult Replay) Build(string trace, TraceTimelineOptions? options = null) =>
        TraceTimeline.Build(() => TraceReader.Open(PathOf(trace)), static platform => new SimulatedRmm(platform), options);

    private static string PathOf(string trace) => Checkout.PathOf($"tests/vectors/{trace}");

    private static IEnumerable<RttEntry> TreeAfter(string trace, long line, RealmGeometry geometry)
    {
        SimulatedRmm? rmm = null;
        using (TraceReader reader = TraceReader.Open(PathOf(trace)))
            TraceReplayer.Replay(reader, platform => rmm = new SimulatedRmm(platform), new TraceReplayOptions { StopBeforeLine = line + 1 });
        return rmm!.Call(RmiCommand.RttReadEntry, geometry.Rd.Value, 0, unchecked((ulong)geometry.StartLevel)).Result.IsSuccess
            ? new RttTreeReader(rmm!, geometry).Read()
            : [];
    }
}
