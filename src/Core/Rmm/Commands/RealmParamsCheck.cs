using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What generations share of the validation of RmiRealmParams, in the order of §3.1, and of the realm they describe.</summary>
internal static class RealmParamsCheck
{
    private const int MinimumPaBitsForLevel0 = 44;
    private const ulong FlagLpa2 = 1 << 0;
    private const ulong FlagSve = 1 << 1;
    private const ulong FlagPmu = 1 << 2;

    /// <summary>Rows 1 to 5: what the processors must have.</summary>
    /// <returns>The first condition that does not hold; null when all do.</returns>
    internal static RmiCause? FirstProcessorFailure(PlatformLimits limits, RealmParams p)
    {
        if (Has(p, FlagLpa2) && !limits.Lpa2) return Cause.Lpa2Unsupported;
        if (p.IpaBits < RttGeometry.MinimumIpaBits || p.IpaBits > limits.PaBits) return Cause.IpaWidth;
        if (p.Breakpoints < 1 || p.Breakpoints > limits.Breakpoints) return Cause.Breakpoints;
        if (p.Watchpoints < 1 || p.Watchpoints > limits.Watchpoints) return Cause.Watchpoints;
        if (Has(p, FlagSve) && !limits.Sve) return Cause.SveUnsupported;
        if (Has(p, FlagSve) && p.SveVectorLength > limits.SveVectorLength) return Cause.SveVectorLength;
        if (Has(p, FlagPmu) && p.PmuCounters > limits.PmuCounters) return Cause.PmuCounters;
        if (Has(p, FlagPmu) && p.PmuCounters == 0) return Cause.PmuCounters;
        return null;
    }

    /// <summary>Rows 8 and 9: start level and number of roots.</summary>
    internal static RmiCause? FirstGeometryFailure(PlatformLimits limits, RealmParams p)
    {
        if (!HasValidGeometry(limits, p)) return Cause.StartLevel;
        if (p.RootCount != RttGeometry.RootCount((int)p.IpaBits, (int)p.StartLevel)) return Cause.RootCount;
        return null;
    }

    /// <summary>The realm that valid parameters describe, state NEW; what only one generation has is left at its default.</summary>
    internal static RealmDescriptor Describe(ulong rd, RealmParams p, ulong[] roots, int planes)
    {
        var realm = new RealmDescriptor
        {
            Address = rd,
            IpaBits = (int)p.IpaBits,
            StartLevel = (int)p.StartLevel,
            RootCount = (int)p.RootCount,
            Roots = roots,
            Measurements = new RealmMeasurements(p.HashAlgorithm),
            Vmids = new int[planes],
            Permissions = new OverlayPermissions(planes),
            Lpa2 = Has(p, FlagLpa2),
            AuxiliaryPlanes = planes - 1,
        };
        p.PersonalizationValue.CopyTo(realm.PersonalizationValue);
        return realm;
    }

    private static bool Has(RealmParams p, ulong flag) => (p.Flags0 & flag) != 0;

    private static bool HasValidGeometry(PlatformLimits limits, RealmParams p) =>
        p.StartLevel is >= RttGeometry.FirstLevel and <= RttGeometry.LastLevel
        && RttGeometry.IsValid((int)p.IpaBits, (int)p.StartLevel, Has(p, FlagLpa2))
        && (p.StartLevel != 0 || limits.PaBits >= MinimumPaBitsForLevel0);
}
