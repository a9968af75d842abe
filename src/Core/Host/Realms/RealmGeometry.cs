using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The shape of a realm's IPA space and where its tree starts.</summary>
/// <param name="Rd">PA of the realm descriptor.</param>
/// <param name="IpaBits">IPA width in bits, 32…52.</param>
/// <param name="StartLevel">Level of the root tables, −1…2.</param>
/// <param name="RttBase">PA of the first root table; 0 when not known.</param>
public sealed record RealmGeometry(PhysicalAddress Rd, int IpaBits, int StartLevel, PhysicalAddress RttBase = default)
{
    /// <summary>Number of concatenated root tables, 1…16.</summary>
    public int RootCount => RttGeometry.RootCount(IpaBits, StartLevel);

    /// <summary>First IPA of the unprotected half; the protected half lies below.</summary>
    public Ipa UnprotectedBase => new(1ul << (IpaBits - 1));

    /// <summary>IPA after the last.</summary>
    public Ipa Top => new(1ul << IpaBits);

    /// <summary>Whether an IPA lies in the protected half.</summary>
    public bool IsProtected(Ipa ipa) => ipa < UnprotectedBase;
}
