using System.Collections.Frozen;

namespace RealmTools.Rmi;

/// <summary>Names of commands as the specification spells them, without the <c>RMI_</c> prefix.</summary>
public static class RmiCommandNames
{
    private static readonly FrozenDictionary<RmiCommand, string> s_names = RmiProfile.All
        .SelectMany(profile => profile.Commands.Commands)
        .DistinctBy(info => info.Command)
        .ToFrozenDictionary(info => info.Command, info => info.Name);

    /// <summary>The specification's name, such as <c>RTT_DESTROY</c>, in the newest generation that has the command.</summary>
    public static string ToSpecName(this RmiCommand command) => s_names.TryGetValue(command, out string? name) ? name : command.ToString();
}
