using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The moves of each generation of the interface.</summary>
internal static class HostMoves
{
    private const int MajorShift = 16;

    /// <summary>The moves of a profile.</summary>
    /// <exception cref="HostException"><see cref="FailureId.VersionMismatch"/>: the host does not speak it.</exception>
    internal static IHostMoves For(RmiProfile profile) => (profile.Version >> MajorShift) switch
    {
        1 => new Moves10(),
        2 => new Moves20(),
        _ => throw new HostException(
            FailureId.VersionMismatch, $"The host does not speak RMI {profile.Name}.",
            $"Connect with one of {string.Join(", ", RmiProfile.All)}.", profile.Name),
    };
}
