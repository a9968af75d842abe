using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A run of neighbouring entries of one table that are alike, as it grows.</summary>
internal struct RttRun
{
    private readonly ulong _ipa;
    private readonly ulong _descriptor;
    private readonly ulong _entrySize;
    private readonly int _level;
    private readonly RttEntryState _state;
    private readonly Ripas _ripas;
    private readonly bool _isProtected;
    private long _count;

    internal RttRun(ulong ipa, int level, bool isProtected, RmiRegisters answer)
    {
        _ipa = ipa;
        _level = level;
        _entrySize = RttGeometry.EntrySize(level);
        _isProtected = isProtected;
        _state = (RttEntryState)answer.X2;
        _descriptor = answer.X3;
        _ripas = (Ripas)answer.X4;
        _count = 1;
    }

    /// <summary>Whether the entry points to a table.</summary>
    internal readonly bool IsTable => _state == RttEntryState.Table;

    /// <summary>Whether nothing is promised or mapped.</summary>
    internal readonly bool IsEmpty => _state == RttEntryState.Unassigned && (!_isProtected || _ripas == Ripas.Empty);

    /// <summary>Takes the next entry in if it has the same state and half, and its memory follows on.</summary>
    /// <returns>False when the entry begins another run.</returns>
    internal bool TryExtend(bool isProtected, RmiRegisters answer)
    {
        ulong expected = _state == RttEntryState.Unassigned ? _descriptor : _descriptor + ((ulong)_count * _entrySize);
        bool alike = answer.X2 == (ulong)_state && answer.X3 == expected && answer.X4 == (ulong)_ripas && isProtected == _isProtected && !IsTable;
        if (alike) _count++;
        return alike;
    }

    /// <summary>The run as an output object.</summary>
    internal readonly RttEntry ToEntry(RealmGeometry geometry, string realm) => new(
        new Ipa(_ipa), new ByteSize(_entrySize * (ulong)_count), _level, _state, _ripas, _descriptor, _isProtected, _count)
    {
        RealmName = realm,
        Geometry = geometry,
    };
}
