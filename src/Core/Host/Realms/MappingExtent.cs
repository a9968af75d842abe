using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A stretch of IPA space and the DRAM reserved for it.</summary>
/// <param name="Ipa">First IPA.</param>
/// <param name="Memory">The DRAM, as long as the stretch.</param>
/// <param name="Level">Level of the largest entries that fit both.</param>
internal readonly record struct MappingExtent(ulong Ipa, MemoryRange Memory, int Level)
{
    /// <summary>IPA after the last.</summary>
    internal ulong Top => Ipa + Memory.Size;
}
