namespace RealmTools.Pictures;

/// <summary>What an RTT entry is: its state together with its RIPAS. Source: rmm-behaviour.md §1.8.</summary>
public enum EntryKind
{
    /// <summary>Protected, nothing mapped, nothing promised.</summary>
    UnassignedEmpty,

    /// <summary>Protected, nothing mapped, private memory promised.</summary>
    UnassignedRam,

    /// <summary>Protected, nothing mapped, the host took memory away.</summary>
    UnassignedDestroyed,

    /// <summary>Unprotected, nothing mapped.</summary>
    UnassignedNs,

    /// <summary>Protected, memory mapped, nothing promised.</summary>
    AssignedEmpty,

    /// <summary>Protected, private memory.</summary>
    AssignedRam,

    /// <summary>Protected, memory mapped that the realm may not use any more.</summary>
    AssignedDestroyed,

    /// <summary>Unprotected, memory shared with the host.</summary>
    AssignedNs,

    /// <summary>Protected, device memory mapped, nothing promised.</summary>
    AssignedDevEmpty,

    /// <summary>Protected, device memory mapped that the realm may not use any more.</summary>
    AssignedDevDestroyed,

    /// <summary>Protected, device memory.</summary>
    AssignedDevDev,

    /// <summary>A table of the next level.</summary>
    Table,

    /// <summary>A combination that the interface does not define.</summary>
    Other,
}
