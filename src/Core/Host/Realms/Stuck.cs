using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Notices when a loop that makes tables on ERROR_RTT goes on failing at one address: an RMM that keeps its word cannot.</summary>
internal struct Stuck
{
    private const int MostTables = RttGeometry.LastLevel - RttGeometry.FirstLevel;

    private ulong _address;
    private int _attempts;

    /// <summary>Notes a failure.</summary>
    /// <returns>True when there were more at this address than a tree has levels.</returns>
    internal bool At(ulong address)
    {
        _attempts = address == _address ? _attempts + 1 : 1;
        _address = address;
        return _attempts > MostTables + 1;
    }
}
