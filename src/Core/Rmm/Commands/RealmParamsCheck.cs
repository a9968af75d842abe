using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Validation of RmiRealmParams in the order of §3.1, and the realm they describe.</summary>
internal static class RealmParamsCheck
{
    private const int MinimumPaBitsForLevel0 = 44;
    private const ulong FlagLpa2 = 1 << 0;
    private const ulong FlagSve = 1 << 1;
    private const ulong FlagPmu = 1 << 2;
    private const ulong FlagDeviceAssignment = 1 << 3;
    private const int MecPolicyShift = 7;
    private const ulong MecPolicyPrivate = 1;
    private const ulong Flag1TreePerPlane = 1 << 0;
    private const ulong Flag1IndirectPermissions = 1 << 1;
    private const int TreePerPlaneOnly = 0;
    private const int SingleTreeOnly = 2;

    /// <summary>The first condition that does not hold; null when all do.</summary>
    internal static RmiCause? FirstFailure(PlatformLimits limits, RealmParams p)
    {
        if (Has(p.Flags0, FlagLpa2) && !limits.Lpa2) return Cause.Lpa2Unsupported;
        if (p.IpaBits < RttGeometry.MinimumIpaBits || p.IpaBits > limits.PaBits) return Cause.IpaWidth;
        if (p.Breakpoints < 1 || p.Breakpoints > limits.Breakpoints) return Cause.Breakpoints;
        if (p.Watchpoints < 1 || p.Watchpoints > limits.Watchpoints) return Cause.Watchpoints;
        if (Has(p.Flags0, FlagSve) && !limits.Sve) return Cause.SveUnsupported;
        if (Has(p.Flags0, FlagSve) && p.SveVectorLength > limits.SveVectorLength) return Cause.SveVectorLength;
        if (Has(p.Flags0, FlagPmu) && p.PmuCounters > limits.PmuCounters) return Cause.PmuCounters;
        if (Has(p.Flags0, FlagPmu) && p.PmuCounters == 0) return Cause.PmuCounters;
        if (Has(p.Flags0, FlagDeviceAssignment) && !limits.DeviceAssignment) return Cause.DeviceAssignmentUnsupported;
        if ((p.Flags0 >> MecPolicyShift & 3) > MecPolicyPrivate) return Cause.MecPolicy;
        if (!HasValidGeometry(limits, p)) return Cause.StartLevel;
        if (p.RootCount != RttGeometry.RootCount((int)p.IpaBits, (int)p.StartLevel)) return Cause.RootCount;
        if (p.AuxiliaryPlanes > limits.AuxiliaryPlanes) return Cause.Planes;
        if (p.AtsPlane > p.AuxiliaryPlanes) return Cause.AtsPlane;
        if (p.AuxiliaryPlanes > 0 && !IsLegalPlaneSetup(limits, p)) return Cause.PlaneTrees;
        if (Has(p.Flags1, Flag1IndirectPermissions) && !limits.IndirectPermissions) return Cause.IndirectPermissionsUnsupported;
        if (FirstUnalignedRoot(p) is not null) return Cause.RootAlignment;
        if (p.HashAlgorithm > RealmHashAlgorithm.Sha384) return Cause.HashAlgorithm;
        return null;
    }

    /// <summary>Whether the realm wants a memory encryption context of its own.</summary>
    internal static bool WantsPrivateMec(RealmParams p) => (p.Flags0 >> MecPolicyShift & 3) == MecPolicyPrivate;

    /// <summary>The realm that valid parameters describe, state NEW.</summary>
    internal static RealmDescriptor Describe(ulong rd, RealmParams p)
    {
        bool treePerPlane = UsesTreePerPlane(p);
        int planes = (int)p.AuxiliaryPlanes + 1;
        ulong[] roots = new ulong[treePerPlane ? planes : 1];
        for (int tree = 0; tree < roots.Length; tree++)
        {
            roots[tree] = tree == 0 ? p.RttBase : p.GetAuxiliaryRttBase(tree);
        }

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
            Lpa2 = Has(p.Flags0, FlagLpa2),
            TreePerPlane = treePerPlane,
            IndirectPermissions = Has(p.Flags1, Flag1IndirectPermissions),
            DeviceAssignment = Has(p.Flags0, FlagDeviceAssignment),
            AuxiliaryPlanes = (int)p.AuxiliaryPlanes,
            AtsPlane = p.AtsPlane,
        };
        p.PersonalizationValue.CopyTo(realm.PersonalizationValue);
        return realm;
    }

    private static bool Has(ulong flags, ulong flag) => (flags & flag) != 0;

    private static bool UsesTreePerPlane(RealmParams p) => p.AuxiliaryPlanes > 0 && Has(p.Flags1, Flag1TreePerPlane);

    private static bool HasValidGeometry(PlatformLimits limits, RealmParams p) =>
        p.StartLevel is >= RttGeometry.FirstLevel and <= RttGeometry.LastLevel
        && RttGeometry.IsValid((int)p.IpaBits, (int)p.StartLevel, Has(p.Flags0, FlagLpa2))
        && (p.StartLevel != 0 || limits.PaBits >= MinimumPaBitsForLevel0);

    private static bool IsLegalPlaneSetup(PlatformLimits limits, RealmParams p)
    {
        bool treePerPlane = Has(p.Flags1, Flag1TreePerPlane);
        return (limits.RttPlane != TreePerPlaneOnly || treePerPlane)
            && (limits.RttPlane != SingleTreeOnly || !treePerPlane)
            && treePerPlane != Has(p.Flags1, Flag1IndirectPermissions);
    }

    private static ulong? FirstUnalignedRoot(RealmParams p)
    {
        ulong alignment = (ulong)p.RootCount << Granule.Shift;
        int trees = UsesTreePerPlane(p) ? (int)p.AuxiliaryPlanes + 1 : 1;
        for (int tree = 0; tree < trees; tree++)
        {
            ulong root = tree == 0 ? p.RttBase : p.GetAuxiliaryRttBase(tree);
            if (root % alignment != 0)
            {
                return root;
            }
        }

        return null;
    }
}
