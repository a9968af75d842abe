using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Where unmapped blocks are reported: nowhere, in one register, or in a list that merges neighbours (§2.7, §4.10).</summary>
internal ref struct BlockSink
{
    private readonly Span<ulong> _descriptors;
    private readonly OutputAddressType _type;
    private readonly bool _undelegated;
    private int _count;
    private ulong _nextPa;

    internal BlockSink(Span<ulong> descriptors, OutputAddressType type, bool undelegated)
    {
        _descriptors = descriptors;
        _type = type;
        _undelegated = undelegated;
    }

    /// <summary>The descriptors of a list.</summary>
    internal readonly ReadOnlySpan<ulong> Written => _descriptors[.._count];

    /// <summary>The one descriptor, without a state bit; 0 when nothing was unmapped.</summary>
    internal readonly ulong Single => _count == 0 ? 0 : _descriptors[0];

    /// <summary>Whether runs of several blocks may be reported at once: a list merges block by block.</summary>
    internal readonly bool TakesRuns => _type != OutputAddressType.List;

    /// <summary>Reports consecutive blocks of one size.</summary>
    /// <returns>False when they cannot be reported and must stay mapped.</returns>
    internal bool TryAdd(ulong pa, int count, int level) => _type switch
    {
        OutputAddressType.None => true,
        OutputAddressType.Single => TryExtendSingle(pa, count, level),
        _ => DescriptorList.TryMerge(_descriptors, ref _count, pa, level, _undelegated),
    };

    private bool TryExtendSingle(ulong pa, int count, int level)
    {
        if (_count == 0)
        {
            _descriptors[0] = new AddressRangeDescriptor(pa, count, RttGeometry.LastLevel - level).Word;
            _count = 1;
        }
        else if (pa == _nextPa)
        {
            var run = new AddressRangeDescriptor(_descriptors[0]);
            _descriptors[0] = new AddressRangeDescriptor(run.Address, run.Count + count, run.SizeClass).Word;
        }
        else
        {
            return false;
        }

        _nextPa = pa + ((ulong)(uint)count * RttGeometry.EntrySize(level));
        return true;
    }
}
