using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What delegation and undelegation do to a granule, whatever the number of granules a call takes (§4.4).</summary>
/// <param name="From">State that a memory granule must be in.</param>
/// <param name="To">State that it goes to.</param>
/// <param name="DeviceFrom">State that a device granule must be in.</param>
/// <param name="DeviceTo">State that it goes to.</param>
/// <param name="WrongState">Why one in another state is refused.</param>
internal sealed record GranuleMove(GranuleState From, GranuleState To, DeviceGranuleState DeviceFrom, DeviceGranuleState DeviceTo, RmiCause WrongState)
{
    internal static readonly GranuleMove Delegate = new(
        GranuleState.NonSecure, GranuleState.Delegated, DeviceGranuleState.NonSecure, DeviceGranuleState.Delegated, Cause.NotNonSecure);

    internal static readonly GranuleMove Undelegate = new(
        GranuleState.Delegated, GranuleState.NonSecure, DeviceGranuleState.Delegated, DeviceGranuleState.NonSecure, Cause.NotDelegated);

    /// <summary>Row 1 of the range commands: aligned, and at least one granule.</summary>
    internal static RmiResult CheckRange(RmmCore rmm, ulong start, ulong top)
    {
        if (!Granule.IsAligned(start | top)) return rmm.BadArgument(Cause.RangeUnaligned, start);
        if (top <= start) return rmm.BadArgument(Cause.RangeEmpty, top);
        return RmiResult.Success;
    }
}
