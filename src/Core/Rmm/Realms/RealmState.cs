namespace RealmTools.Rmm;

/// <summary>Life of a realm (§1.5).</summary>
internal enum RealmState
{
    /// <summary>Being built.</summary>
    New,

    /// <summary>May run.</summary>
    Active,

    /// <summary>The realm switched itself off.</summary>
    SystemOff,

    /// <summary>Terminated; only waits to be destroyed (2.0).</summary>
    Zombie,
}
