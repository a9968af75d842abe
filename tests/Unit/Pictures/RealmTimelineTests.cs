using FsCheck;
using FsCheck.Fluent;
using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

public sealed class RealmTimelineTests
{
    [Fact]
    public void Every_tree_can_be_put_together_from_the_changes() =>
        Prop.ForAll(Gen.ListOf(Trees, 6).ToArbitrary(), trees =>
        {
            var timeline = new RealmTimeline("vm1", SampleTrees.Geometry);
            foreach (RttEntry[] tree in trees)
                timeline.Add(new TimelineStep("step"), tree);

            return trees.Zip(TimelineTrees.Of(timeline)).All(pair => pair.First.SequenceEqual(pair.Second));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_entry_is_kept_once_however_often_it_comes_back()
    {
        RttEntry[] tree = [.. SampleTrees.SmallEntries()];
        var timeline = new RealmTimeline(SampleTrees.Small());

        timeline.Add(new TimelineStep("away"), []);
        timeline.Add(new TimelineStep("back"), tree);
        timeline.Add(new TimelineStep("nothing"), tree);

        Assert.Equal(tree.Length, timeline.Pool.Count);
        Assert.Empty(timeline.Frames[3].Changes);
        Assert.Equal(4, timeline.Count);
    }

    // A few of the places of the small tree, each unassigned or mapped.
    private static Gen<RttEntry[]> Trees =>
        from mask in Gen.Choose(0, (1 << 12) - 1)
        from states in Gen.Choose(0, (1 << 12) - 1)
        select Enumerable.Range(0, 12).Where(i => (mask >> i & 1) != 0).Select(i => Page(i, (states >> i & 1) != 0)).ToArray();

    private static RttEntry Page(int place, bool isMapped) => new(
        new Ipa((ulong)place << 12), new ByteSize(0x1000), 3, isMapped ? RttEntryState.Assigned : RttEntryState.Unassigned,
        Ripas.Ram, isMapped ? 0x8000_0000ul : 0, true, 1);
}
