using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;

namespace RealmTools.Tests.Pictures;

/// <summary>Trees made by hand.</summary>
internal static class SampleTrees
{
    private const ulong FirstTable = 0x9000_0000;

    public static RealmGeometry Geometry { get; } =
        new(new PhysicalAddress(0x8000_8000), 40, 1, new PhysicalAddress(0x8000_A000));

    /// <summary>A realm with blocks and pages, some taken away, a shared page range and a device.</summary>
    public static RttSnapshot Small(string title = "vm1") => new(title, Geometry, SmallEntries());

    public static IEnumerable<RttEntry> SmallEntries()
    {
        var tree = new TreeBuilder(Geometry);
        tree.Add(1, 2, RttEntryState.Unassigned);
        tree.Add(1, 1, RttEntryState.Table, Ripas.Empty, FirstTable);
        tree.Add(2, 8, RttEntryState.Assigned, Ripas.Ram, 0x8800_0000);
        tree.Add(2, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x1000);
        tree.Add(3, 300, RttEntryState.Assigned, Ripas.Ram, 0x8A00_0000);
        tree.Add(3, 10, RttEntryState.Unassigned, Ripas.Destroyed);
        tree.Add(3, 2, RttEntryState.Assigned, Ripas.Destroyed, 0x8A13_6000);
        tree.Add(3, 200, RttEntryState.Unassigned, Ripas.Ram);
        tree.Add(2, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x2000);
        tree.Add(3, 500, RttEntryState.Unassigned);
        tree.Add(3, 4, RttEntryState.Assigned, Ripas.Empty, 0x8B00_0000);
        tree.Add(3, 8, RttEntryState.AssignedDevice, Ripas.Dev, 0x7000_0000);
        tree.Add(2, 502, RttEntryState.Unassigned, Ripas.Ram);
        tree.Add(1, 509, RttEntryState.Unassigned);
        tree.Add(1, 2, RttEntryState.Unassigned);
        tree.Add(1, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x3000);
        tree.Add(2, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x4000);
        tree.Add(3, 64, RttEntryState.Assigned, Ripas.Empty, 0x8C00_0000, 0xDC);
        tree.Add(3, 448, RttEntryState.Unassigned);
        tree.Add(2, 511, RttEntryState.Unassigned);
        tree.Add(1, 509, RttEntryState.Unassigned);
        return tree.Entries;
    }

    /// <summary>A realm whose pages are scattered, so that no two make a run: about <paramref name="count"/> entries.</summary>
    public static RttSnapshot Scattered(int count)
    {
        var geometry = new RealmGeometry(new PhysicalAddress(0x8000_8000), 48, 0, new PhysicalAddress(0x8000_A000));
        var tree = new TreeBuilder(geometry);
        tree.Add(0, 1, RttEntryState.Table, Ripas.Empty, FirstTable);
        int tables = count / RttGeometry.EntriesPerTable;
        for (int i = 0; i < tables; i++)
        {
            if (i % RttGeometry.EntriesPerTable == 0)
            {
                tree.Add(1, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x1000);
            }

            tree.Add(2, 1, RttEntryState.Table, Ripas.Empty, FirstTable + 0x2000 + ((ulong)i * 0x1000));
            for (int j = 0; j < RttGeometry.EntriesPerTable; j++)
            {
                int page = (i * RttGeometry.EntriesPerTable) + j;
                bool isMapped = page % 7 != 3;
                tree.Add(
                    3, 1, isMapped ? RttEntryState.Assigned : RttEntryState.Unassigned, page % 31 == 5 ? Ripas.Destroyed : Ripas.Ram,
                    isMapped ? 0x1_0000_0000 + ((ulong)page * 0x3000) : 0);
            }
        }

        tree.Add(2, RttGeometry.EntriesPerTable - (tables % RttGeometry.EntriesPerTable), RttEntryState.Unassigned);
        tree.Add(1, RttGeometry.EntriesPerTable - ((tables + 511) / RttGeometry.EntriesPerTable), RttEntryState.Unassigned);
        tree.Add(0, 255, RttEntryState.Unassigned);
        tree.Add(0, 256, RttEntryState.Unassigned);
        return new RttSnapshot("scattered", geometry, tree.Entries);
    }

    /// <summary>The small realm taken apart: unmapped, tables destroyed, gone.</summary>
    public static RealmTimeline Teardown()
    {
        var timeline = new RealmTimeline(Small());
        RttEntry[] before = [.. SmallEntries()];
        RttEntry[] unmapped = [.. before.Select(Unmapped)];
        timeline.Add(new TimelineStep("RTT_DATA_UNMAP ×312") { Target = "0x80000000-0x81400000", Result = "SUCCESS", Note = "lines 40-351" }, unmapped);
        timeline.Add(new TimelineStep("RTT_DESTROY") { Target = "0x80000000 level 2", Result = "ERROR_RTT(2)", Failed = true }, unmapped);
        RttEntry[] destroyed = [.. unmapped.Where(e => e.Level < 3 || !e.IsProtected).Select(e => e is { IsTable: true, Level: 2, IsProtected: true } ? Destroyed(e) : e)];
        timeline.Add(new TimelineStep("RTT_DESTROY ×2") { Target = "0x81000000 level 3", Result = "SUCCESS" }, destroyed);
        timeline.Add(new TimelineStep("REALM_DESTROY") { Result = "SUCCESS" }, []);
        return timeline;
    }

    private static RttEntry Unmapped(RttEntry entry) =>
        entry is { State: RttEntryState.Assigned, IsProtected: true }
            ? entry with { State = RttEntryState.Unassigned, Descriptor = 0, Ripas = entry.Ripas == Ripas.Empty ? Ripas.Empty : Ripas.Destroyed }
            : entry;

    private static RttEntry Destroyed(RttEntry entry) => entry with { State = RttEntryState.Unassigned, Descriptor = 0, Ripas = Ripas.Destroyed };
}
