namespace RealmTools.Rmi;

/// <summary>Realm IPA state: what the realm was promised at an IPA. Source: rmm-behaviour.md §1.8.</summary>
public enum Ripas : byte
{
    /// <summary>No memory.</summary>
    Empty = 0,

    /// <summary>Private memory.</summary>
    Ram = 1,

    /// <summary>Memory that the host took away.</summary>
    Destroyed = 2,

    /// <summary>Memory of an assigned device.</summary>
    Dev = 3,
}
