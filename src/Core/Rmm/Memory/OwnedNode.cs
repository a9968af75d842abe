namespace RealmTools.Rmm;

/// <summary>
/// A piece of simulated state that forks share until one of them writes: only the simulator whose token is <see cref="Owner"/> may
/// change it, every other one copies it first.
/// </summary>
internal abstract class OwnedNode
{
    /// <summary>Token of the only simulator that may write; null for nodes that nobody may.</summary>
    internal object? Owner;

    /// <summary>A copy that <paramref name="owner"/> may write.</summary>
    internal abstract OwnedNode CopyFor(object owner);
}
