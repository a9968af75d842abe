namespace RealmTools.Host;

/// <summary>The two kinds of memory a realm has.</summary>
public enum RealmMemoryKind
{
    /// <summary>Protected: delegated granules, mapped in the lower half of the IPA space.</summary>
    Private,

    /// <summary>Unprotected: the host's own memory, mapped in the upper half.</summary>
    Shared,
}
