using RealmTools.Host;
using RealmTools.Pictures;

namespace RealmTools.Tests.Pictures;

/// <summary>The trees of a timeline, put together from what it keeps, as the page does.</summary>
internal static class TimelineTrees
{
    public static IReadOnlyList<IReadOnlyList<RttEntry>> Of(RealmTimeline timeline)
    {
        var trees = new List<IReadOnlyList<RttEntry>>();
        List<RttEntry> tree = [];
        foreach (TimelineFrame frame in timeline.Frames)
        {
            tree = [.. tree];
            foreach (TimelineSplice change in frame.Changes.Reverse())
            {
                tree.RemoveRange(change.Start, change.Removed);
                tree.InsertRange(change.Start, change.Added.Select(place => timeline.Pool[place]));
            }

            trees.Add(tree);
        }

        return trees;
    }
}
