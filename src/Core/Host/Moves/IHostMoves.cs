using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// The moves that differ between generations of the interface. Each performs the least that makes progress, as a rule one call, and
/// returns null or the call that failed; callers go on from the progress it reports and react to ERROR_RTT.
/// </summary>
internal interface IHostMoves
{
    /// <summary>Whether one call may move a range of granules.</summary>
    bool MovesRanges { get; }

    /// <summary>Whether REALM_TERMINATE exists and has to precede REALM_DESTROY.</summary>
    bool Terminates { get; }

    /// <summary>Whether the host chooses a realm's VMID.</summary>
    bool HostChoosesVmid { get; }

    /// <summary>
    /// The lowest level whose entries <see cref="MapData"/> and <see cref="UnmapData"/> work on: larger ones are made by folding a table,
    /// and split before they are unmapped.
    /// </summary>
    int FirstBlockLevel { get; }

    /// <summary>Brings the RMM into service, where it has to be.</summary>
    HostCall? Activate(HostCore host);

    /// <summary>The call that delegates or undelegates a range, or its first granule.</summary>
    RmiRegisters MoveGranules(bool toRealm, ulong start, ulong top);

    /// <summary>PA up to which a successful call of <see cref="MoveGranules"/> got.</summary>
    ulong MovedTo(bool toRealm, ulong start, RmiRegisters outputs);

    /// <summary>Fills what only this generation has in the parameters of a realm.</summary>
    void Complete(RealmParams parameters, RealmRecord realm);

    /// <summary>Maps delegated granules, as far as one table reaches. Granules of calls that were not answered are recorded as in doubt.</summary>
    /// <param name="host">The host.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="ipa">First IPA, aligned to the entry size of <paramref name="level"/>.</param>
    /// <param name="top">IPA after the last, likewise.</param>
    /// <param name="pa">First PA, likewise; the rest follow.</param>
    /// <param name="level">Level of the entries.</param>
    /// <param name="next">How far it got, also when it fails.</param>
    HostCall? MapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, out ulong next);

    /// <summary>Maps one delegated granule with the content of a non-secure one.</summary>
    HostCall? MapContent(HostCore host, RealmRecord realm, ulong ipa, ulong pa, ulong source, bool measure);

    /// <summary>Unmaps data, as far as one call gets.</summary>
    /// <param name="host">The host.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="ipa">First IPA.</param>
    /// <param name="top">IPA after the last.</param>
    /// <param name="next">How far it got, holes included; also when it fails.</param>
    /// <param name="returned">Granules that are delegated now; also when it fails.</param>
    HostCall? UnmapData(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next, out MemoryRange returned);

    /// <summary>Maps non-secure memory, as far as one call gets; as <see cref="MapData"/>.</summary>
    HostCall? MapShared(HostCore host, RealmRecord realm, ulong ipa, ulong top, ulong pa, int level, SharedAttributes attributes, out ulong next);

    /// <summary>Unmaps non-secure memory, as far as one call gets, holes included.</summary>
    HostCall? UnmapShared(HostCore host, RealmRecord realm, ulong ipa, ulong top, out ulong next);

    /// <summary>Creates a REC on a delegated granule; parameters are in the scratch page.</summary>
    HostCall? CreateRec(HostCore host, RealmRecord realm, VcpuRecord vcpu);

    /// <summary>Destroys a REC; its granules are delegated afterwards.</summary>
    HostCall? DestroyRec(HostCore host, RealmRecord realm, VcpuRecord vcpu);

    /// <summary>Drives a stateful operation on that could not be finished before.</summary>
    HostCall? Resume(HostCore host, RealmRecord realm, PendingOperation operation);

    /// <summary>The calls that <see cref="UnmapData"/> makes to empty a protected half, undelegation left out.</summary>
    ImmutableArray<CallCount> UnmapDataCalls(TeardownExtent extent);

    /// <summary>The calls that <see cref="UnmapShared"/> makes where nothing is mapped.</summary>
    ImmutableArray<CallCount> UnmapSharedCalls();

    /// <summary>The calls that <see cref="DestroyRec"/> makes, undelegation left out.</summary>
    ImmutableArray<CallCount> DestroyRecCalls();
}
