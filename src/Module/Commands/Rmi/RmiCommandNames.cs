using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Finds RMI commands by what a user calls them.</summary>
internal static class RmiCommandNames
{
    /// <summary>A command of a host's generation.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NotInProfile"/>, <see cref="FailureId.ParameterInvalid"/>.</exception>
    public static RmiCommandInfo Find(RealmHost host, string name) =>
        host.Platform.Profile.Commands.TryGet(name, out RmiCommandInfo? info) ? info : throw Unknown(host, name);

    /// <summary>What to say of a name that a host's generation does not have.</summary>
    public static HostException Unknown(RealmHost host, string name)
    {
        string other = string.Join(", ", RmiProfile.All.Where(profile => profile.Commands.TryGet(name, out _)).Select(profile => profile.Name));
        return new HostException(
            other.Length > 0 ? FailureId.NotInProfile : FailureId.ParameterInvalid,
            other.Length > 0
                ? $"RMI {host.Platform.Profile} has no command {name}; RMI {other} has."
                : $"'{name}' is not the name of an RMI command.",
            "Press Tab for the names.", name);
    }
}
