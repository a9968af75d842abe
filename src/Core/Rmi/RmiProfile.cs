using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RealmTools.Rmi;

/// <summary>One generation of the interface: its name, version and commands.</summary>
/// <param name="Name">As in the header of a trace: <c>2.0</c> or <c>1.0</c>.</param>
/// <param name="Version">Version word, major·65536 + minor.</param>
/// <param name="Commands">The commands it has.</param>
public sealed record RmiProfile(string Name, uint Version, RmiCommandTable Commands)
{
    /// <summary>RMI 2.0 as the reference RMM of July 2026 implements it.</summary>
    public static RmiProfile V20 { get; } = new("2.0", 0x20000, RmiCommandTable.V20);

    /// <summary>RMI 1.0.</summary>
    public static RmiProfile V10 { get; } = new("1.0", 0x10000, RmiCommandTable.V10);

    /// <summary>All profiles, the default first.</summary>
    public static ImmutableArray<RmiProfile> All { get; } = [V20, V10];

    /// <summary>Finds a profile by its name.</summary>
    /// <returns>False when there is none of that name.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out RmiProfile? profile)
    {
        profile = All.FirstOrDefault(p => p.Name == name);
        return profile is not null;
    }

    /// <summary>The generation that has a command which this one has not.</summary>
    /// <param name="functionId">Function ID of the command.</param>
    /// <returns>Null when this generation has it, or none.</returns>
    public RmiProfile? ForeignFor(uint functionId) =>
        Commands.TryGet(functionId, out _) ? null : All.FirstOrDefault(p => p.Commands.TryGet(functionId, out _));

    /// <summary>The name of the command with a function ID, also of one that only another generation has; otherwise the ID as 8 hexadecimal digits.</summary>
    public string NameOf(uint functionId) => (ForeignFor(functionId) ?? this).Commands.NameOf(functionId);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
