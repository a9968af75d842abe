using System.Collections.Immutable;
using RealmTools.Host;

namespace RealmTools.Pictures;

/// <summary>A realm's tree before and after each of some steps. Only what a step changed is kept.</summary>
public sealed class RealmTimeline
{
    private readonly List<RttEntry> _pool = [];
    private readonly Dictionary<RttEntry, int> _places = [];
    private readonly List<TimelineFrame> _frames = [];
    private List<int> _newest = [];

    /// <summary>A timeline that starts with a tree.</summary>
    public RealmTimeline(RttSnapshot tree)
        : this(tree?.Title ?? throw new ArgumentNullException(nameof(tree)), tree.Geometry) =>
        Add(new TimelineStep("Start"), tree.Entries);

    /// <summary>A timeline without a tree yet.</summary>
    /// <param name="title">What the picture is called.</param>
    /// <param name="geometry">The realm's IPA space.</param>
    public RealmTimeline(string title, RealmGeometry geometry)
    {
        Title = new RttSnapshot(title, geometry, []).Title;
        Geometry = geometry;
    }

    /// <summary>What the picture is called.</summary>
    public string Title { get; }

    /// <summary>The realm's IPA space.</summary>
    public RealmGeometry Geometry { get; }

    /// <summary>Trees so far: one more than steps.</summary>
    public int Count => _frames.Count;

    /// <summary>Every entry that is in any of the trees, once.</summary>
    internal IReadOnlyList<RttEntry> Pool => _pool;

    /// <summary>The trees, each as what is different from the one before.</summary>
    internal IReadOnlyList<TimelineFrame> Frames => _frames;

    /// <summary>Adds the tree after a step.</summary>
    /// <param name="step">The step; of the first tree, what it is.</param>
    /// <param name="entries">The tree; empty when the realm is gone.</param>
    public void Add(TimelineStep step, IEnumerable<RttEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(entries);
        var next = new List<int>(_newest.Count);
        foreach (RttEntry entry in RttSnapshot.InTreeOrder(entries))
        {
            next.Add(PlaceOf(entry));
        }

        _frames.Add(new TimelineFrame(step, Difference(_newest, next)));
        _newest = next;
    }

    private int PlaceOf(RttEntry entry)
    {
        if (!_places.TryGetValue(entry, out int place))
        {
            place = _pool.Count;
            _pool.Add(entry);
            _places.Add(entry, place);
        }

        return place;
    }

    // Both lists are in tree order, so one walk through both finds what went and what came.
    private ImmutableArray<TimelineSplice> Difference(List<int> before, List<int> after)
    {
        ImmutableArray<TimelineSplice>.Builder splices = ImmutableArray.CreateBuilder<TimelineSplice>();
        int i = 0;
        int j = 0;
        while (i < before.Count || j < after.Count)
        {
            if (i < before.Count && j < after.Count && before[i] == after[j])
            {
                i++;
                j++;
                continue;
            }

            int start = i;
            int first = j;
            while ((i < before.Count || j < after.Count) && !(i < before.Count && j < after.Count && before[i] == after[j]))
            {
                if (j == after.Count || (i < before.Count && RttSnapshot.TreeOrder(_pool[before[i]], _pool[after[j]]) <= 0))
                    i++;
                else
                    j++;
            }

            splices.Add(new TimelineSplice(start, i - start, [.. after[first..j]]));
        }

        return splices.ToImmutable();
    }
}
