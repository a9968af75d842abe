using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What the host hands to a vCPU when it enters it.</summary>
public sealed record RecEntry
{
    /// <summary>Flags.</summary>
    public RecEntryFlags Flags { get; init; }

    /// <summary>Registers that complete an MMIO read or a host call, at most 31; the rest are zero.</summary>
    public ImmutableArray<ulong> Registers { get; init; } = [];

    /// <summary>Virtual interrupt control (RMI 1.0).</summary>
    public ulong GicHcr { get; init; }

    /// <summary>List registers, at most 16 (RMI 1.0).</summary>
    public ImmutableArray<ulong> GicListRegisters { get; init; } = [];

    /// <summary>Without flags and registers.</summary>
    public static RecEntry Plain { get; } = new();
}
