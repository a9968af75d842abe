using System.Collections.Immutable;

namespace RealmTools.Rmi;

/// <summary>What the interface says of one command: number, name, operands, outputs.</summary>
/// <remarks>Source: rmm-behaviour.md §2.3, §2.4 and §7.3.</remarks>
public sealed class RmiCommandInfo
{
    private readonly ImmutableArray<RmiStatus> _errorStatuses;

    internal RmiCommandInfo(RmiCommand command, string name, string inputs, string outputs, string errorOutputs, RmiLogging logging)
    {
        Command = command;
        Name = name;
        Inputs = Words(inputs);
        Outputs = Words(outputs);
        Logging = logging;

        int colon = errorOutputs.IndexOf(':', StringComparison.Ordinal);
        _errorStatuses = colon < 0 ? [] : [.. Words(errorOutputs[..colon]).Select(ParseStatus)];
        ErrorOutputs = colon < 0 ? [] : Words(errorOutputs[(colon + 1)..]);
    }

    /// <summary>The command.</summary>
    public RmiCommand Command { get; }

    /// <summary>The name without <c>RMI_</c>, such as <c>RTT_DESTROY</c>.</summary>
    public string Name { get; }

    /// <summary>The function ID, <c>0xC4000150</c> and up.</summary>
    public uint FunctionId => Command.ToFunctionId();

    /// <summary>Names of the operands, X1 first.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>Names of the outputs on SUCCESS, and on INCOMPLETE where it has any, X1 first.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>Names of the outputs on the failures that have any, X1 first; <c>-</c> for a register without meaning.</summary>
    public ImmutableArray<string> ErrorOutputs { get; }

    /// <summary>When the reference logs the command.</summary>
    public RmiLogging Logging { get; }

    /// <summary>Whether the RMM has a handler; without one every call answers SMC_UNKNOWN.</summary>
    public bool HasHandler => Logging != RmiLogging.NoHandler;

    /// <summary>Names of the outputs that are defined for a result; empty when there are none.</summary>
    public ImmutableArray<string> OutputsFor(RmiResult result)
    {
        if (result.IsUnknownFunction)
        {
            return [];
        }

        return result.Status switch
        {
            RmiStatus.Success when StartsStatefulOperation => [],
            RmiStatus.Success => Outputs,
            RmiStatus.Incomplete when result.MemoryRequest != MemoryRequest.Donate && StartsStatefulOperation => Outputs[..1],
            RmiStatus.Incomplete => Outputs,
            RmiStatus status when _errorStatuses.Contains(status) => ErrorOutputs,
            _ => [],
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private bool StartsStatefulOperation => Outputs.Length > 0 && Outputs[0] == "handle";

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static RmiStatus ParseStatus(string name) =>
        RmiStatusNames.TryParse(name, out RmiStatus status) ? status : throw new ArgumentException($"'{name}' is no RMI status.", nameof(name));
}
