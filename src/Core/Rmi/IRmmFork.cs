namespace RealmTools.Rmi;

/// <summary>An RMM that can be copied with all its state, so that something can be tried without consequences.</summary>
public interface IRmmFork
{
    /// <summary>A copy of the whole machine, memory included; the two know nothing of each other.</summary>
    IRmm Fork();
}
