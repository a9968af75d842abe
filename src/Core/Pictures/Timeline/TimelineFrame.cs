using System.Collections.Immutable;

namespace RealmTools.Pictures;

/// <summary>A tree of a timeline.</summary>
/// <param name="Step">What led to it.</param>
/// <param name="Changes">How it differs from the tree before, by ascending place.</param>
internal sealed record TimelineFrame(TimelineStep Step, ImmutableArray<TimelineSplice> Changes);
