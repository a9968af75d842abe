using System.Numerics;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>
/// A scale on which 4 KiB and 512 GiB are both visible: between two neighbouring boundaries of entries, an address range is as wide as
/// the logarithm of its size; in between it is linear. A table of very many entries gets less room than all of them would take, so that
/// it does not push the rest out of sight.
/// </summary>
internal sealed class AddressScale
{
    private const double RoomyTable = 64;
    private const double Crowding = 0.6;

    private readonly ulong[] _addresses;
    private readonly double[] _positions;

    internal AddressScale(IEnumerable<RttEntry> entries, RealmGeometry realm)
    {
        var boundaries = new SortedSet<ulong> { 0, realm.Top.Value };
        foreach (RttEntry entry in entries)
        {
            boundaries.Add(entry.Ipa.Value);
            boundaries.Add(entry.Top.Value);
        }

        _addresses = [.. boundaries];
        _positions = new double[_addresses.Length];
        Place(0, _addresses.Length - 1, realm.StartLevel);
    }

    /// <summary>Where an address stands, 0…1.</summary>
    internal double Position(ulong address)
    {
        int i = Array.BinarySearch(_addresses, address);
        double position = i >= 0 ? _positions[i] : Between(~i, address);
        return position / _positions[^1];
    }

    /// <summary>The roundest address whose position lies within two positions: the one with most zero bits at its end.</summary>
    internal ulong RoundestWithin(double from, double to)
    {
        ulong first = Address(from);
        ulong last = Address(to);
        if (first == 0)
        {
            return 0;
        }

        // The highest bit in which the end differs from what lies before the start decides.
        int bit = BitOperations.Log2((first - 1) ^ last);
        return last & ~((1ul << bit) - 1);
    }

    // Places the boundaries after the first up to the last, all within one table; returns how much room they take.
    private double Place(int first, int last, int level)
    {
        ulong size = RttGeometry.EntrySize(level);
        double room = 0;
        for (int i = first; i < last;)
        {
            ulong end = (_addresses[i] & ~(size - 1)) + size;
            int next = i + 1;
            if (level == RttGeometry.LastLevel || _addresses[next] >= end)
            {
                room += 1 + Math.Max(0, Math.Log2(_addresses[next] - _addresses[i]) - Granule.Shift);
                _positions[next] = room;
            }
            else
            {
                while (next < last && _addresses[next] < end)
                {
                    next++;
                }

                double wanted = Place(i, next, level + 1);
                double given = wanted <= RoomyTable ? wanted : RoomyTable * Math.Pow(wanted / RoomyTable, Crowding);
                for (int j = i + 1; j <= next; j++)
                {
                    _positions[j] = room + (_positions[j] * (given / wanted));
                }

                room += given;
            }

            i = next;
        }

        return room;
    }

    private double Between(int next, ulong address)
    {
        if (next >= _addresses.Length)
        {
            return _positions[^1];
        }

        double share = (address - _addresses[next - 1]) / (double)(_addresses[next] - _addresses[next - 1]);
        return _positions[next - 1] + (share * (_positions[next] - _positions[next - 1]));
    }

    private ulong Address(double position)
    {
        double wanted = Math.Clamp(position, 0, 1) * _positions[^1];
        int i = Array.BinarySearch(_positions, wanted);
        if (i >= 0)
        {
            return _addresses[i];
        }

        int next = Math.Min(~i, _positions.Length - 1);
        double share = (wanted - _positions[next - 1]) / (_positions[next] - _positions[next - 1]);
        return _addresses[next - 1] + (ulong)(Math.Clamp(share, 0, 1) * (_addresses[next] - _addresses[next - 1]));
    }
}
