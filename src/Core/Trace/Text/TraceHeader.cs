using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>Collects the machine that the first records of a trace describe, and knows which record may stand where.</summary>
internal sealed class TraceHeader
{
    private readonly List<MemoryRange> _dram = [];
    private readonly List<MemoryRange> _devices = [];
    private RmiProfile? _profile;
    private ulong[]? _features;

    /// <summary>The machine; null until a record that does not describe it was met.</summary>
    public RmmPlatform? Platform { get; private set; }

    /// <summary>Takes a record in its turn.</summary>
    /// <returns>False when another kind of record was expected.</returns>
    public bool TryAccept(TraceRecord record, [NotNullWhen(false)] out string? expected)
    {
        expected = null;
        if (Platform is not null && record.Kind > TraceRecordKind.Features)
        {
            return true;
        }

        if (_profile is null || record.Kind == TraceRecordKind.Header)
        {
            if (record.Kind != TraceRecordKind.Header)
                expected = "the header 'rmi-trace 1 PROFILE' as the first record";
            else if (_profile is not null)
                expected = "no second header";
            _profile ??= record.Profile;
            return expected is null;
        }

        switch (record.Kind)
        {
            case TraceRecordKind.Dram or TraceRecordKind.Device or TraceRecordKind.Features when Platform is not null:
                expected = "dram, device and features before all records but the header";
                break;
            case TraceRecordKind.Dram:
                expected = Add(_dram, record);
                break;
            case TraceRecordKind.Device:
                expected = Add(_devices, record);
                break;
            case TraceRecordKind.Features when _features is not null:
                expected = "no second features record";
                break;
            case TraceRecordKind.Features:
                _features = record.Words.ToArray();
                break;
            default:
                TryComplete(out expected);
                break;
        }

        return expected is null;
    }

    /// <summary>Ends the description of the machine.</summary>
    /// <returns>False when a record is missing from it.</returns>
    public bool TryComplete([NotNullWhen(false)] out string? missing)
    {
        missing = _profile is null ? "the header 'rmi-trace 1 PROFILE' as the first record"
            : _dram.Count == 0 ? "a 'dram BASE SIZE' record first: a machine has memory"
            : null;
        if (missing is null)
        {
            Platform ??= new RmmPlatform(_profile!, [.. _dram], [.. _devices], [.. _features ?? []]);
        }

        return missing is null;
    }

    private string? Add(List<MemoryRange> ranges, TraceRecord record)
    {
        var range = new MemoryRange(record.Address, record.Length);
        foreach (MemoryRange other in _dram.Concat(_devices))
        {
            if (range.Base < other.Top && other.Base < range.Top)
            {
                return $"a range that does not overlap {other}";
            }
        }

        ranges.Add(range);
        ranges.Sort((a, b) => a.Base.CompareTo(b.Base));
        return null;
    }
}
