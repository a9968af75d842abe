using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>States of device granules (§1.3).</summary>
internal sealed class DeviceGranules
{
    private readonly ImmutableArray<MemoryRange> _ranges;
    private readonly DeviceGranuleState[]?[] _states;

    internal DeviceGranules(ImmutableArray<MemoryRange> ranges)
    {
        _ranges = ranges;
        _states = new DeviceGranuleState[]?[ranges.Length];
    }

    private DeviceGranules(DeviceGranules source)
    {
        _ranges = source._ranges;
        _states = [.. source._states.Select(states => (DeviceGranuleState[]?)states?.Clone())];
    }

    internal DeviceGranules Fork() => _ranges.IsEmpty ? this : new DeviceGranules(this);

    /// <summary>Whether an address is that of a device granule, 4 KiB aligned, in a state.</summary>
    internal bool Is(ulong address, DeviceGranuleState state) =>
        TryLocate(address, out int range, out int index) && (_states[range]?[index] ?? DeviceGranuleState.NonSecure) == state;

    /// <summary>Whether an address lies in a device range.</summary>
    internal bool Contains(ulong address) => TryLocate(address, out _, out _);

    /// <summary>Moves a device granule, known to be one, to a state.</summary>
    internal void SetState(ulong address, DeviceGranuleState state)
    {
        if (TryLocate(address, out int range, out int index))
        {
            _states[range] ??= new DeviceGranuleState[_ranges[range].Size >> Granule.Shift];
            _states[range]![index] = state;
        }
    }

    private bool TryLocate(ulong address, out int range, out int index)
    {
        for (range = 0; range < _ranges.Length; range++)
        {
            if (_ranges[range].Contains(address))
            {
                index = (int)((address - _ranges[range].Base) >> Granule.Shift);
                return Granule.IsAligned(address);
            }
        }

        index = 0;
        return false;
    }
}
