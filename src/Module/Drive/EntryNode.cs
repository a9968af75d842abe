using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Drive;

/// <summary>An entry of a table, or a run of neighbours; an entry that points to a table holds that table's entries.</summary>
internal sealed class EntryNode(RealmHost host, Realm realm, RttEntry entry, string name) : DriveNode
{
    public override string Name => name;

    public override object Item => entry;

    public override bool IsContainer => entry.IsTable;

    public override string? Removal => entry.IsTable ? $"Destroy the level {entry.Level + 1} table of {entry.Ipa}" : null;

    public override (string Rule, string WayOut) Keep => (
        "only an entry that points to a table can be removed", $"Take memory away with Remove-RealmMemory, or under '{DrivePath.Escape(realm.Name)}/memory'.");

    private TableEntries Entries => new(host, realm, entry.Ipa, entry.Level + 1);

    public override IEnumerable<DriveNode> Children(OperationContext context) => entry.IsTable ? Entries.List(context) : [];

    public override DriveNode? Find(string name, OperationContext context) => entry.IsTable ? Entries.Find(name, context) : null;

    public override bool HoldsOthers(OperationContext context) =>
        entry.IsTable && Below(entry.Level + 1, context).Any(below => below.State != RttEntryState.Unassigned);

    public override void Remove(bool recurse, OperationContext context)
    {
        if (recurse)
        {
            // Deepest first; where memory is still mapped the RMM refuses, and says why.
            foreach (RttEntry table in Below(RttGeometry.LastLevel - 1, context).Where(below => below.IsTable).OrderByDescending(below => below.Level).ToList())
            {
                host.Tables.Destroy(realm.Name, table.Ipa, table.Level + 1, context);
            }
        }

        host.Tables.Destroy(realm.Name, entry.Ipa, entry.Level + 1, context);
    }

    private IEnumerable<RttEntry> Below(int deepest, OperationContext context) =>
        host.Tables.Read(realm.Name, new RttTreeOptions { From = entry.Ipa, To = entry.Top, SkipEmpty = true, DeepestLevel = deepest }, context)
            .Where(below => below.Level > entry.Level);
}
