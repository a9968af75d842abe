namespace RealmTools.Rmm;

/// <summary>MPIDR_EL1 as the realm writes it: unlike in RmiRecParams, Aff3 lies in bits 39:32 (§3.3, §13 item 6).</summary>
internal static class GuestMpidr
{
    /// <summary>The REC index it stands for; bits outside the affinity fields are ignored.</summary>
    internal static ulong ToRecIndex(ulong mpidr) =>
        (mpidr & 0xF) | (mpidr >> 8 & 0xFF) << 4 | (mpidr >> 16 & 0xFF) << 12 | (mpidr >> 32 & 0xFF) << 20;
}
