using System.Collections.Immutable;

namespace RealmTools.Rmi;

/// <summary>The machine an RMM runs on: which generation it speaks, which memory it manages, what it offers.</summary>
/// <param name="Profile">Generation and behaviour.</param>
/// <param name="Dram">Banks of conventional memory, ascending, 4 KiB aligned, not overlapping.</param>
/// <param name="Devices">Non-coherent device ranges, likewise.</param>
/// <param name="Features">Feature registers from index 0; others read zero. Source: rmm-behaviour.md §2.6.</param>
public sealed record RmmPlatform(
    RmiProfile Profile,
    ImmutableArray<MemoryRange> Dram,
    ImmutableArray<MemoryRange> Devices,
    ImmutableArray<ulong> Features)
{
    /// <summary>What traces of the reference RMM were recorded on: 512 MiB of DRAM at 2 GiB, ten device granules, 48-bit PAs, LPA2.</summary>
    public static RmmPlatform Default { get; } = new(
        RmiProfile.V20,
        [new MemoryRange(0x8000_0000, 0x2000_0000)],
        [new MemoryRange(0x7000_0000, 0xA000)],
        [0x104130, 0x142A9, 0xA1, 3, 0xFFFE]);

    /// <summary>What traces of the RMI 1.0 reference were recorded on: the same memory without devices, one feature register.</summary>
    public static RmmPlatform DefaultV10 { get; } = new(RmiProfile.V10, Default.Dram, [], [0x283_FC10_4130]);

    /// <summary>The default machine of a generation.</summary>
    /// <exception cref="NotSupportedException">There is none for this profile.</exception>
    public static RmmPlatform DefaultFor(RmiProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new[] { Default, DefaultV10 }.FirstOrDefault(platform => platform.Profile == profile)
            ?? throw new NotSupportedException($"No default machine is known for profile '{profile}'.");
    }

    /// <summary>Departures from the reference; none by default.</summary>
    public RmiQuirks Quirks { get; init; }

    /// <summary>A feature register; zero beyond the last.</summary>
    public ulong Feature(ulong index) => index < (ulong)Features.Length ? Features[(int)index] : 0;
}
