using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A vCPU that a <see cref="RealmDefinition"/> gives its realm.</summary>
public sealed record VcpuDefinition
{
    /// <summary>Where it starts.</summary>
    public Ipa EntryPoint { get; init; }

    /// <summary>X0 and up at its start, at most 8; the rest are zero.</summary>
    public ImmutableArray<ulong> Registers { get; init; } = [];

    /// <summary>Whether it may run; null: only the realm's first may, the others wait for PSCI CPU_ON.</summary>
    public bool? Runnable { get; init; }
}
