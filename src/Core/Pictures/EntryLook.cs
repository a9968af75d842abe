using System.Collections.Immutable;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>How entries of one kind look in every picture.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The kind as the specification's state table spells it.</param>
/// <param name="Label">The kind in words, for legends.</param>
/// <param name="State">State as RTT_READ_ENTRY reports it.</param>
/// <param name="Ripas">RIPAS, or empty where it says nothing.</param>
/// <param name="Light">Colour on a light ground.</param>
/// <param name="Dark">Colour on a dark ground.</param>
/// <param name="Rank">Which kind is shown where several fall on one spot: the highest.</param>
internal sealed record EntryLook(EntryKind Kind, string Name, string Label, string State, string Ripas, string Light, string Dark, int Rank)
{
    // Hues follow the RIPAS and are told apart by people with colour vision deficiency; mapped entries are strong, others pale.
    private static readonly ImmutableArray<EntryLook> s_all =
    [
        new(EntryKind.UnassignedEmpty, "unassigned_empty", "Unassigned, EMPTY", "UNASSIGNED", "EMPTY", "#e6eaf0", "#262e39", 0),
        new(EntryKind.UnassignedRam, "unassigned_ram", "Unassigned, RAM", "UNASSIGNED", "RAM", "#a9dcc8", "#1d5142", 3),
        new(EntryKind.UnassignedDestroyed, "unassigned_destroyed", "Unassigned, DESTROYED", "UNASSIGNED", "DESTROYED", "#f3c0a8", "#67331f", 4),
        new(EntryKind.UnassignedNs, "unassigned_ns", "Unassigned, unprotected", "UNASSIGNED", "", "#f3e9c9", "#3b3520", 1),
        new(EntryKind.AssignedEmpty, "assigned_empty", "Assigned, EMPTY", "ASSIGNED", "EMPTY", "#66758a", "#8fa1b8", 5),
        new(EntryKind.AssignedRam, "assigned_ram", "Assigned, RAM", "ASSIGNED", "RAM", "#0b8a68", "#2db78c", 6),
        new(EntryKind.AssignedDestroyed, "assigned_destroyed", "Assigned, DESTROYED", "ASSIGNED", "DESTROYED", "#c8441b", "#f07a4a", 8),
        new(EntryKind.AssignedNs, "assigned_ns", "Assigned, unprotected", "ASSIGNED", "", "#d39b00", "#e9c04c", 7),
        new(EntryKind.AssignedDevEmpty, "assigned_dev_empty", "Device, EMPTY", "ASSIGNED_DEV", "EMPTY", "#a58fd6", "#7d6bb0", 9),
        new(EntryKind.AssignedDevDestroyed, "assigned_dev_destroyed", "Device, DESTROYED", "ASSIGNED_DEV", "DESTROYED", "#a8326f", "#de6ba3", 10),
        new(EntryKind.AssignedDevDev, "assigned_dev_dev", "Device, DEV", "ASSIGNED_DEV", "DEV", "#7442c8", "#ae8bf5", 11),
        new(EntryKind.Table, "table", "Table", "TABLE", "", "#3f6fb5", "#6d9ee6", 2),
        new(EntryKind.Other, "other", "Undefined", "?", "?", "#1b1f26", "#f2f4f7", 12),
    ];

    /// <summary>The looks in the order of <see cref="EntryKind"/>.</summary>
    internal static ImmutableArray<EntryLook> All => s_all;

    /// <summary>The look of an entry.</summary>
    internal static EntryLook Of(RttEntry entry) => s_all[(int)KindOf(entry)];

    private static EntryKind KindOf(RttEntry entry) => (entry.State, entry.IsProtected, entry.Ripas) switch
    {
        (RttEntryState.Table, _, _) => EntryKind.Table,
        (RttEntryState.Unassigned, false, _) => EntryKind.UnassignedNs,
        (RttEntryState.Unassigned, _, Rmi.Ripas.Empty) => EntryKind.UnassignedEmpty,
        (RttEntryState.Unassigned, _, Rmi.Ripas.Ram) => EntryKind.UnassignedRam,
        (RttEntryState.Unassigned, _, Rmi.Ripas.Destroyed) => EntryKind.UnassignedDestroyed,
        (RttEntryState.Assigned, false, _) => EntryKind.AssignedNs,
        (RttEntryState.Assigned, _, Rmi.Ripas.Empty) => EntryKind.AssignedEmpty,
        (RttEntryState.Assigned, _, Rmi.Ripas.Ram) => EntryKind.AssignedRam,
        (RttEntryState.Assigned, _, Rmi.Ripas.Destroyed) => EntryKind.AssignedDestroyed,
        (RttEntryState.AssignedDevice, true, Rmi.Ripas.Empty) => EntryKind.AssignedDevEmpty,
        (RttEntryState.AssignedDevice, true, Rmi.Ripas.Destroyed) => EntryKind.AssignedDevDestroyed,
        (RttEntryState.AssignedDevice, true, Rmi.Ripas.Dev) => EntryKind.AssignedDevDev,
        _ => EntryKind.Other,
    };
}
