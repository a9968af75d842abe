namespace RealmTools.Rmi;

/// <summary>Algorithm of a realm's measurements. Source: rmm-behaviour.md §5.1.</summary>
public enum RealmHashAlgorithm : byte
{
    /// <summary>SHA-256, 32 bytes.</summary>
    Sha256 = 0,

    /// <summary>SHA-512, 64 bytes.</summary>
    Sha512 = 1,

    /// <summary>SHA-384, 48 bytes; accepted but not advertised by the reference, absent from RMI 1.0.</summary>
    Sha384 = 2,
}
