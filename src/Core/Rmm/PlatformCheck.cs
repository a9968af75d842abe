using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Refuses platforms that cannot be simulated.</summary>
internal static class PlatformCheck
{
    private const ulong MaximumAddress = 1ul << 52;

    /// <exception cref="ArgumentException">A range is unaligned, empty, too high, or overlaps another.</exception>
    internal static void ThrowIfInvalid(RmmPlatform platform)
    {
        ulong end = 0;
        foreach (MemoryRange range in platform.Dram.Concat(platform.Devices).OrderBy(range => range.Base))
        {
            if (range.Size == 0 || !Granule.IsAligned(range.Base | range.Size) || range.Base >= MaximumAddress || range.Size > MaximumAddress - range.Base)
            {
                throw new ArgumentException(
                    $"Memory range 0x{range.Base:x}, length 0x{range.Size:x}: base and length must be multiples of 4 KiB, the length above 0, the end at most 2^52.",
                    nameof(platform));
            }

            if (range.Base < end)
            {
                throw new ArgumentException($"Memory range {range} overlaps the one before it, which ends at 0x{end:x}.", nameof(platform));
            }

            end = range.Top;
        }
    }
}
