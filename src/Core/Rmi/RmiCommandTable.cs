using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RealmTools.Rmi;

/// <summary>The commands of one RMI generation, found by name or function ID.</summary>
public sealed class RmiCommandTable
{
    private readonly RmiCommandInfo?[] _byNumber = new RmiCommandInfo?[RmiFunction.WindowSize];
    private readonly FrozenDictionary<string, RmiCommandInfo> _byName;

    private RmiCommandTable(IEnumerable<RmiCommandInfo> commands)
    {
        Commands = [.. commands];
        _byName = Commands.ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        foreach (RmiCommandInfo info in Commands)
        {
            _byNumber[(int)info.Command - RmiFunction.FirstNumber] = info;
        }
    }

    /// <summary>RMI 2.0.</summary>
    public static RmiCommandTable V20 { get; } = new(RmiCommandRows.V20);

    /// <summary>RMI 1.0.</summary>
    public static RmiCommandTable V10 { get; } = new(RmiCommandRows.V10);

    /// <summary>All commands by ascending function number, those without a handler included.</summary>
    public ImmutableArray<RmiCommandInfo> Commands { get; }

    /// <summary>Finds a command by its name, with or without <c>RMI_</c>, in any case.</summary>
    /// <returns>False when this generation has no command of that name.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out RmiCommandInfo? info)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name.StartsWith("RMI_", StringComparison.OrdinalIgnoreCase) ? name[4..] : name, out info);
    }

    /// <summary>Finds a command by its function ID; the SVE hint bit is ignored, as the RMM does.</summary>
    /// <returns>False when this generation has no such command.</returns>
    public bool TryGet(uint functionId, [NotNullWhen(true)] out RmiCommandInfo? info)
    {
        uint index = RmiFunction.IndexOf(functionId);
        info = index < (uint)_byNumber.Length ? _byNumber[index] : null;
        return info is not null;
    }

    /// <summary>The name of the command with a function ID, or the ID as 8 hexadecimal digits.</summary>
    public string NameOf(uint functionId) =>
        (functionId & RmiFunction.SveHint) == 0 && TryGet(functionId, out RmiCommandInfo? info)
            ? info.Name
            : functionId.ToString("x8", CultureInfo.InvariantCulture);
}
