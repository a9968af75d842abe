using System.Collections.Immutable;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>What RMI calls cost on hardware, so that orders can be compared by it.</summary>
/// <param name="Default">Microseconds of a call that has no figure of its own.</param>
/// <param name="Commands">Microseconds of calls by command.</param>
/// <param name="Source">Where the figures come from.</param>
public sealed record CallCost(double Default, ImmutableDictionary<RmiCommand, double> Commands, string Source)
{
    private const double CyclesPerMicrosecond = 1800;
    private const double RoundTripCycles = 3370;
    private const double VersionCycles = 3583;
    private const double DelegateCycles = 7988;

    /// <summary>
    /// The figures published for an A55 at 1.8 GHz (OpenCCA, SysTEX'25, table 6; kvm-host.md §6): an RMI round trip 3370 cycles, VERSION
    /// 3583, delegating a granule 7988. Undelegation has no published figure and is taken to cost as much as delegation; other calls
    /// count as a round trip, which is a floor.
    /// </summary>
    public static CallCost Published { get; } = new(
        RoundTripCycles / CyclesPerMicrosecond,
        ImmutableDictionary.CreateRange(
        [
            KeyValuePair.Create(RmiCommand.Version, VersionCycles / CyclesPerMicrosecond),
            KeyValuePair.Create(RmiCommand.GranuleRangeDelegate, DelegateCycles / CyclesPerMicrosecond),
            KeyValuePair.Create(RmiCommand.GranuleRangeUndelegate, DelegateCycles / CyclesPerMicrosecond),
            KeyValuePair.Create(RmiCommand.GranuleDelegate, DelegateCycles / CyclesPerMicrosecond),
            KeyValuePair.Create(RmiCommand.GranuleUndelegate, DelegateCycles / CyclesPerMicrosecond),
        ]),
        "OpenCCA, SysTEX'25, table 6");

    /// <summary>The cost of calls.</summary>
    public TimeSpan Of(IEnumerable<CallCount> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return TimeSpan.FromMicroseconds(calls.Sum(c => c.Count * Commands.GetValueOrDefault(c.Command, Default)));
    }
}
