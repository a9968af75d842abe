using System.Collections.Immutable;

namespace RealmTools.Pictures;

/// <summary>Entries of a tree that others replace.</summary>
/// <param name="Start">Place of the first in the tree before.</param>
/// <param name="Removed">How many go.</param>
/// <param name="Added">What comes, as places in the pool of the timeline.</param>
internal readonly record struct TimelineSplice(int Start, int Removed, ImmutableArray<int> Added);
