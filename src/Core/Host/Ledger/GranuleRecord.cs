namespace RealmTools.Host;

/// <summary>What the ledger knows of each granule of a run.</summary>
/// <param name="Use">Its use; of a leaked granule, the last one the host knows.</param>
/// <param name="Fate">Whether the host may still count on it.</param>
/// <param name="Level">RTT: its level. Data and shared memory: the level of the entry that maps it. Otherwise 0.</param>
/// <param name="Owner">Number of the owning realm, from 1; 0 for the host itself.</param>
/// <param name="Since">The call that brought it here; for a leaked granule the call that failed.</param>
/// <param name="IpaOffset">
/// IPA − PA modulo 2^64 for data and shared memory, so that one record serves a whole run; for RTTs the same with the first IPA the table translates;
/// for RECs and their memory <see cref="VcpuRecord.LedgerKey"/>.
/// </param>
internal readonly record struct GranuleRecord(
    GranuleUse Use, GranuleFate Fate = GranuleFate.Sound, sbyte Level = 0, int Owner = 0, CallStamp Since = default, ulong IpaOffset = 0)
{
    /// <summary>Whether the granule may be handed out.</summary>
    internal bool IsFree => Use == GranuleUse.Free && Fate == GranuleFate.Sound;
}
