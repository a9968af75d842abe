using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

/// <summary>Lines entries up without gaps, as a reader would yield them.</summary>
internal sealed class TreeBuilder(RealmGeometry geometry)
{
    private readonly List<RttEntry> _entries = [];
    private ulong _next;

    public IReadOnlyList<RttEntry> Entries => _entries;

    public void Add(int level, int count, RttEntryState state, Ripas ripas = Ripas.Empty, ulong address = 0, ulong bits = 0)
    {
        ulong size = (ulong)count * RttGeometry.EntrySize(level);
        _entries.Add(new RttEntry(
            new Ipa(_next), new ByteSize(size), level, state, ripas, address | bits, geometry.IsProtected(new Ipa(_next)), count));
        _next += state == RttEntryState.Table ? 0 : size;
    }
}
