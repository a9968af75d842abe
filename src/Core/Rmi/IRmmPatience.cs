namespace RealmTools.Rmi;

/// <summary>An RMM whose answers may take long, or never come.</summary>
public interface IRmmPatience
{
    /// <summary>
    /// Says that whoever asked wants to stop: an answer that is still missing after <paramref name="patience"/> counts as lost, and the
    /// call ends with <see cref="RmmUnreachableException"/>. Without effect when it comes in time.
    /// </summary>
    /// <param name="patience">How long to wait for it still.</param>
    void Hurry(TimeSpan patience);
}
