namespace RealmTools.Rmi;

/// <summary>Host IPA state of an RTT entry, as RTT_READ_ENTRY reports it. Source: rmm-behaviour.md §1.8.</summary>
public enum RttEntryState : byte
{
    /// <summary>Nothing is mapped.</summary>
    Unassigned = 0,

    /// <summary>Memory is mapped.</summary>
    Assigned = 1,

    /// <summary>The entry points to a table of the next level.</summary>
    Table = 2,

    /// <summary>Device memory is mapped.</summary>
    AssignedDevice = 3,

    /// <summary>The auxiliary entry's RIPAS is DESTROYED; only in errors of RTT_AUX_MAP_PROTECTED.</summary>
    AuxiliaryDestroyed = 5,
}
