using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What a new vCPU shall be like.</summary>
public sealed record VcpuRequest
{
    /// <summary>Where it starts.</summary>
    public Ipa EntryPoint { get; init; }

    /// <summary>X0…X7 at its start, at most 8; the rest are zero.</summary>
    public ImmutableArray<ulong> Registers { get; init; } = [];

    /// <summary>Whether it may run; without a value only the realm's first may, the others wait for PSCI CPU_ON.</summary>
    public bool? Runnable { get; init; }
}
