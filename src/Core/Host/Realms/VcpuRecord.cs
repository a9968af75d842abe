using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What the host knows of a vCPU.</summary>
internal sealed record VcpuRecord(int Index, ulong Rec, ulong RunPage, Ipa EntryPoint, bool IsRunnable)
{
    /// <summary>X0 and up at its start.</summary>
    internal ImmutableArray<ulong> Registers { get; init; } = [];

    internal ulong Mpidr => RecParams.MpidrOf(Index);

    /// <summary>What the ledger keeps with the granules of this vCPU: the PA of its REC, and its index in the bits that leaves free.</summary>
    internal ulong LedgerKey => Rec | ((ulong)Index & (Granule.Size - 1));

    internal RecExit? LastExit { get; set; }
}
