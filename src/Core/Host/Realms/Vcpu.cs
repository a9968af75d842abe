using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A vCPU: a realm execution context (REC) as the host knows it.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Index">Its index in the realm, from 0.</param>
/// <param name="Mpidr">Its MPIDR.</param>
/// <param name="Rec">PA of the REC.</param>
/// <param name="RunPage">PA of the page that REC_ENTER exchanges.</param>
/// <param name="EntryPoint">Where it starts.</param>
/// <param name="IsRunnable">Whether it was created runnable.</param>
/// <param name="LastExit">Its last exit; null when it has not run.</param>
public sealed record Vcpu(
    string RealmName,
    int Index,
    ulong Mpidr,
    PhysicalAddress Rec,
    PhysicalAddress RunPage,
    Ipa EntryPoint,
    bool IsRunnable,
    RecExit? LastExit)
{
    /// <summary>X0 and up at its start, as given; the rest were zero.</summary>
    public ImmutableArray<ulong> Registers { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{RealmName} vCPU {Index}";
}
