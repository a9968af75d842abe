using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Which granules to list; conditions that are null do not restrict.</summary>
/// <param name="Range">Only this range of PAs; runs are cut to it.</param>
/// <param name="Uses">Only these uses.</param>
/// <param name="Fates">Only these fates.</param>
/// <param name="Realm">Only granules of this realm; empty for those of no realm.</param>
/// <param name="Detailed">Whether runs also break where the call that brought them differs.</param>
public sealed record GranuleFilter(
    MemoryRange? Range = null,
    IReadOnlyCollection<GranuleUse>? Uses = null,
    IReadOnlyCollection<GranuleFate>? Fates = null,
    string? Realm = null,
    bool Detailed = false)
{
    /// <summary>Everything.</summary>
    public static GranuleFilter All { get; } = new();
}
