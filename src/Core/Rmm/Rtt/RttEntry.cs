using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// An RTT entry of 64 bits (§1.8). The layout is the simulator's own, chosen so that zero is unassigned EMPTY, liveness is one bit,
/// and consecutive mappings differ by their size: PA in 51:12, RIPAS in 5:4, kind in 3:0, MemAttr and S2AP of unprotected mappings
/// in 54:52 and 58:55, overlay permission index of protected entries in 62:59.
/// </summary>
internal static class RttEntry
{
    internal const ulong Live = 1 << 0;
    internal const ulong NonSecure = 1 << 1;
    internal const ulong Table = 1 << 2;
    internal const ulong Device = 1 << 3;

    internal const ulong KindMask = 0xF;
    internal const ulong RipasMask = 3ul << RipasShift;
    internal const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    internal const ulong PermissionMask = 0xFul << PermissionShift;

    internal const ulong UnassignedEmpty = 0;
    internal const ulong UnassignedRam = (ulong)Ripas.Ram << RipasShift;
    internal const ulong UnassignedDestroyed = (ulong)Ripas.Destroyed << RipasShift;
    internal const ulong UnassignedNs = NonSecure;
    internal const ulong AssignedRam = Live | UnassignedRam;

    private const int RipasShift = 4;
    private const int AttributeShift = 52;
    private const int AccessShift = 55;
    private const int PermissionShift = 59;

    internal static ulong AssignedNs(ulong address, int memoryAttribute, int access) =>
        address | Live | NonSecure | ((ulong)(uint)memoryAttribute << AttributeShift) | ((ulong)(uint)access << AccessShift);

    internal static ulong TableAt(ulong address) => address | Live | Table;

    internal static bool IsLive(ulong entry) => (entry & Live) != 0;

    internal static bool IsTable(ulong entry) => (entry & Table) != 0;

    internal static bool IsNonSecure(ulong entry) => (entry & NonSecure) != 0;

    internal static bool IsDevice(ulong entry) => (entry & Device) != 0;

    /// <summary>Whether the entry keeps its table from being destroyed: live, but not an unprotected mapping.</summary>
    internal static bool HoldsReference(ulong entry) => (entry & (Live | NonSecure)) == Live;

    /// <summary>Whether realm data is mapped: assigned_empty, assigned_ram, assigned_destroyed.</summary>
    internal static bool IsData(ulong entry) => (entry & KindMask) == Live;

    /// <summary>Whether nothing is mapped at a protected IPA.</summary>
    internal static bool IsUnassigned(ulong entry) => (entry & KindMask) == 0;

    internal static ulong Address(ulong entry) => entry & AddressMask;

    internal static Ripas RipasOf(ulong entry) => (Ripas)((entry & RipasMask) >> RipasShift);

    internal static ulong WithRipas(ulong entry, Ripas ripas) => (entry & ~RipasMask) | ((ulong)ripas << RipasShift);

    internal static int MemoryAttribute(ulong entry) => (int)((entry >> AttributeShift) & 7);

    internal static int Access(ulong entry) => (int)((entry >> AccessShift) & 0xF);

    internal static int PermissionIndex(ulong entry) => (int)((entry & PermissionMask) >> PermissionShift);

    internal static ulong WithPermissionIndex(ulong entry, int index) => (entry & ~PermissionMask) | ((ulong)(uint)index << PermissionShift);

    /// <summary>The state as RTT_READ_ENTRY reports it.</summary>
    internal static RttEntryState State(ulong entry) =>
        !IsLive(entry) ? RttEntryState.Unassigned
        : IsTable(entry) ? RttEntryState.Table
        : IsDevice(entry) ? RttEntryState.AssignedDevice
        : RttEntryState.Assigned;

    /// <summary>What is left of a data or device entry after unmapping: RAM and DESTROYED become DESTROYED, EMPTY stays.</summary>
    internal static ulong AfterUnmap(ulong entry) =>
        (entry & PermissionMask) | ((entry & RipasMask) == 0 ? UnassignedEmpty : UnassignedDestroyed);

    /// <summary>The state in words, for diagnoses.</summary>
    internal static string Describe(ulong entry) => (entry & KindMask) switch
    {
        0 => $"unassigned, RIPAS {RipasOf(entry).ToString().ToUpperInvariant()}",
        NonSecure => "unassigned, unprotected",
        Live | NonSecure => $"assigned, unprotected, PA 0x{Address(entry):x}",
        Live | Table => $"table 0x{Address(entry):x}",
        Live | Device => $"device memory 0x{Address(entry):x}",
        _ => $"assigned 0x{Address(entry):x}, RIPAS {RipasOf(entry).ToString().ToUpperInvariant()}",
    };
}
