namespace RealmTools.Rmi;

/// <summary>How a range command takes or returns output addresses. Source: rmm-behaviour.md §2.7.</summary>
public enum OutputAddressType
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>One descriptor in a register.</summary>
    Single = 1,

    /// <summary>Descriptors in non-secure memory.</summary>
    List = 2,

    /// <summary>Not a legal value.</summary>
    Invalid = 3,
}
