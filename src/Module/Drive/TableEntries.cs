using System.Globalization;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Drive;

/// <summary>
/// The entries of one table: listed in runs named by their first and last index, such as <c>3-511</c>; found by the index of any.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
/// <param name="start">First IPA that the table translates.</param>
/// <param name="level">Level of the table.</param>
internal sealed class TableEntries(RealmHost host, Realm realm, Ipa start, int level)
{
    private readonly ulong _entrySize = RttGeometry.EntrySize(level);

    private ulong Count => level == realm.Geometry.StartLevel
        ? Math.Max(1, realm.Geometry.Top.Value / _entrySize)
        : RttGeometry.EntriesPerTable;

    /// <summary>The entries in runs.</summary>
    public IEnumerable<DriveNode> List(OperationContext context) => Runs(0, Count, context);

    /// <summary>The entry of an index, or the run of two; null when the table has none.</summary>
    public DriveNode? Find(string name, OperationContext context)
    {
        string[] ends = name.Split('-');
        if (ends.Length > 2 || !TryIndex(ends[0], out ulong first) || !TryIndex(ends[^1], out ulong last) || last < first)
        {
            return null;
        }

        if (ends.Length == 1)
        {
            RttEntry entry = host.Tables.ReadEntry(realm.Name, start + (first * _entrySize), level, context);
            return entry.Level == level ? new EntryNode(host, realm, entry, name) : null;
        }

        DriveNode[] runs = [.. Runs(first, last + 1, context).Take(2)];
        return runs.Length == 1 ? runs[0] : null;
    }

    private IEnumerable<DriveNode> Runs(ulong first, ulong end, OperationContext context)
    {
        var options = new RttTreeOptions { From = start + (first * _entrySize), To = start + (end * _entrySize), DeepestLevel = level };
        return host.Tables.Read(realm.Name, options, context)
            .Where(entry => entry.Level == level)
            .Select(entry => new EntryNode(host, realm, entry, NameOf(entry)));
    }

    private string NameOf(RttEntry entry)
    {
        ulong first = (entry.Ipa - start) / _entrySize;
        return entry.Count == 1
            ? first.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{first}-{first + (ulong)entry.Count - 1}");
    }

    private bool TryIndex(string text, out ulong index) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < Count;
}
