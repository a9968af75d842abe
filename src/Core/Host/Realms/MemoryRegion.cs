using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What one operation that added memory was asked for.</summary>
/// <param name="Number">Its number in the realm, from 1.</param>
/// <param name="Kind">Private or shared.</param>
/// <param name="IsMeasured">Whether its content went into the RIM.</param>
/// <param name="PageSize">Size of the largest entries it was mapped with.</param>
/// <param name="Content">Where its content came from.</param>
/// <param name="Ipas">The IPAs it was asked for.</param>
internal sealed record MemoryRegion(int Number, RealmMemoryKind Kind, bool IsMeasured, ByteSize PageSize, string Content, MemoryRange Ipas)
{
    /// <summary>What was asked for, of shared memory.</summary>
    internal SharedMemoryRequest? Shared { get; init; }
}
