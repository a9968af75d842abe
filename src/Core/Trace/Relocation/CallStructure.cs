using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Words in non-secure memory that a call reads or writes and that hold physical addresses.</summary>
/// <param name="Address">PA of the first word.</param>
/// <param name="Count">How many.</param>
/// <param name="Role">What each holds.</param>
internal readonly record struct CallStructure(ulong Address, int Count, RegisterRole Role)
{
    // Offsets in RmiRealmParams and in RmiRecParams of RMI 1.0 (rmm-behaviour.md §3.1, §3.3).
    private const ulong RttBase = 0x808;
    private const ulong AuxiliaryRttBases = 0xF80;
    private const int AuxiliaryTrees = 3;
    private const ulong AuxiliaryGranules = 0x808;

    /// <summary>What a call reads.</summary>
    public static CallStructure[] ReadBy(RmiCommandInfo command, RmiRegisters arguments)
    {
        switch (command.Command)
        {
            case RmiCommand.RealmCreate:
                return
                [
                    new(unchecked(arguments.X2 + RttBase), 1, RegisterRole.PhysicalAddress),
                    new(unchecked(arguments.X2 + AuxiliaryRttBases), AuxiliaryTrees, RegisterRole.PhysicalAddress),
                ];
            case RmiCommand.RecCreate when command.Outputs.IsEmpty:
                return [new(unchecked(arguments.X3 + AuxiliaryGranules), RecParams.AuxiliaryGranules, RegisterRole.PhysicalAddress)];
            case RmiCommand.OpMemDonate:
                return List(arguments.X2, arguments.X3);
            case RmiCommand.RttDataMap or RmiCommand.RttUnprotMap:
                return List(arguments.X5, new RttRangeFlags(arguments.X4));
            case RmiCommand.RttDevMap:
                return List(arguments.X6, new RttRangeFlags(arguments.X5));
            default:
                return [];
        }
    }

    /// <summary>What a call has written.</summary>
    public static CallStructure[] WrittenBy(RmiCommandInfo command, RmiRegisters arguments, RmiRegisters outputs) => command.Command switch
    {
        RmiCommand.OpMemReclaim when outputs.Result.Status == RmiStatus.Incomplete => List(arguments.X2, outputs.X1),
        RmiCommand.RttDataUnmap or RmiCommand.RttUnprotUnmap or RmiCommand.RttDevUnmap
            when outputs.Result.IsSuccess && new RttRangeFlags(arguments.X4).Type == OutputAddressType.List => List(arguments.X5, outputs.X3),
        _ => [],
    };

    private static CallStructure[] List(ulong address, RttRangeFlags flags) =>
        flags.Type == OutputAddressType.List ? List(address, (ulong)flags.ListCount) : [];

    // A list never crosses into the next page (§2.7); an address that is not aligned is refused.
    private static CallStructure[] List(ulong address, ulong count)
    {
        ulong room = (Granule.Size - (address & (Granule.Size - 1))) / sizeof(ulong);
        return count == 0 || address % sizeof(ulong) != 0 ? [] : [new(address, (int)Math.Min(count, room), RegisterRole.RangeDescriptor)];
    }
}
