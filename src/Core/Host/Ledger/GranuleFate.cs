namespace RealmTools.Host;

/// <summary>Whether the host may still count on a granule.</summary>
public enum GranuleFate : byte
{
    /// <summary>It is where the ledger says.</summary>
    Sound,

    /// <summary>A call that should have returned it failed: it is never handed out again until a resumed tear-down returns it.</summary>
    Leaked,

    /// <summary>The RMM did not answer a call that would have changed it.</summary>
    InDoubt,
}
