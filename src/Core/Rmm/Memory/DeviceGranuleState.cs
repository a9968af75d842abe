namespace RealmTools.Rmm;

/// <summary>State of a device granule; the values are the reference's (§1.3).</summary>
internal enum DeviceGranuleState : byte
{
    /// <summary>Non-secure.</summary>
    NonSecure = 0,

    /// <summary>Delegated.</summary>
    Delegated = 1,

    /// <summary>Mapped into a realm.</summary>
    Mapped = 2,
}
