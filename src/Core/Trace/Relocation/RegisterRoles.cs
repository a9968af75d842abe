using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>What the registers of each command hold, from the names the ABI gives them. Source: rmm-behaviour.md §2.3, §2.4.</summary>
internal static class RegisterRoles
{
    private static readonly Dictionary<RmiCommandInfo, ImmutableArray<RegisterRole>> s_inputs = All().ToDictionary(c => c, c => Inputs(c));

    /// <summary>The role of each operand, X1 first.</summary>
    public static ImmutableArray<RegisterRole> OfOperands(RmiCommandInfo command) => s_inputs[command];

    /// <summary>The role of each output, X1 first.</summary>
    public static ImmutableArray<RegisterRole> OfOutputs(RmiCommandInfo command, RmiResult result)
    {
        ImmutableArray<string> names = command.OutputsFor(result);
        return names.IsEmpty ? [] : [.. names.Select(name => OutputRole(command, name))];
    }

    /// <summary>The role of an operand in a call: what an <c>oaddr</c> is depends on the flags.</summary>
    /// <param name="role">The role of the operand.</param>
    /// <param name="arguments">The call.</param>
    /// <param name="index">Position of the operand, from 0.</param>
    public static RegisterRole Resolve(RegisterRole role, RmiRegisters arguments, int index)
    {
        if (role != RegisterRole.OutputAddress)
        {
            return role;
        }

        // The flags stand right before.
        return new RttRangeFlags(arguments[index]).Type switch
        {
            OutputAddressType.Single => RegisterRole.RangeDescriptor,
            OutputAddressType.List => RegisterRole.PhysicalAddress,
            _ => RegisterRole.Value,
        };
    }

    /// <summary>Whether a command's <c>base</c> and <c>top</c> are physical.</summary>
    public static bool TakesPhysicalRange(RmiCommand command) =>
        command is RmiCommand.GranuleRangeDelegate or RmiCommand.GranuleRangeUndelegate or RmiCommand.GranuleTrackingGet;

    private static IEnumerable<RmiCommandInfo> All() => RmiProfile.All.SelectMany(p => p.Commands.Commands);

    private static ImmutableArray<RegisterRole> Inputs(RmiCommandInfo command) => [.. command.Inputs.Select(name => InputRole(command, name))];

    private static RegisterRole InputRole(RmiCommandInfo command, string name) => name switch
    {
        "rd" or "rec" or "rtt" or "data" or "params" or "src" or "run" or "config" or "addr" or "list" or "calling_rec" or "target_rec"
            or "pdev" or "pdev1" or "pdev2" or "vdev" or "psmmu" => RegisterRole.PhysicalAddress,
        "base" => TakesPhysicalRange(command.Command) ? RegisterRole.PhysicalAddress : RegisterRole.Ipa,
        "top" => TakesPhysicalRange(command.Command) ? RegisterRole.PhysicalTop : RegisterRole.IpaTop,
        "ipa" => RegisterRole.Ipa,
        "oaddr" => RegisterRole.OutputAddress,
        "desc" => RegisterRole.EntryDescriptor,
        _ => RegisterRole.Value,
    };

    private static RegisterRole OutputRole(RmiCommandInfo command, string name) => name switch
    {
        "rtt" or "data" or "granule" => RegisterRole.PhysicalAddress,
        "out_top" => TakesPhysicalRange(command.Command) ? RegisterRole.PhysicalTop : RegisterRole.IpaTop,
        "top" => RegisterRole.IpaTop,
        "range" => RegisterRole.RangeDescriptor,
        "desc" => RegisterRole.EntryDescriptor,
        _ => RegisterRole.Value,
    };
}
