using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The moves of each generation of the interface.</summary>
internal static class HostMoves
{
    private const uint Version20 = 0x20000;

    /// <summary>The moves of a profile.</summary>
    internal static IHostMoves For(RmiProfile profile) =>
        profile.Version >= Version20 ? new Moves20() : throw new HostException(
            FailureId.VersionMismatch, $"The host does not speak RMI {profile.Name} yet.", "Connect with profile 2.0.", profile.Name);
}
