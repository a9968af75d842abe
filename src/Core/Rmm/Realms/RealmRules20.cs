using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Realms of RMI 2.0: planes, memory encryption policies, VMIDs that the RMM chooses.</summary>
internal sealed class RealmRules20 : RealmRules
{
    private const ulong FlagDeviceAssignment = 1 << 3;
    private const int MecPolicyShift = 7;
    private const ulong MecPolicyPrivate = 1;
    private const ulong Flag1TreePerPlane = 1 << 0;
    private const ulong Flag1IndirectPermissions = 1 << 1;
    private const int TreePerPlaneOnly = 0;
    private const int SingleTreeOnly = 2;

    internal override RmiCause? FirstFailure(PlatformLimits limits, RealmParams p)
    {
        if (RealmParamsCheck.FirstProcessorFailure(limits, p) is { } processor) return processor;
        if (Has(p.Flags0, FlagDeviceAssignment) && !limits.DeviceAssignment) return Cause.DeviceAssignmentUnsupported;
        if (MecPolicy(p) > MecPolicyPrivate) return Cause.MecPolicy;
        if (RealmParamsCheck.FirstGeometryFailure(limits, p) is { } geometry) return geometry;
        if (p.AuxiliaryPlanes > limits.AuxiliaryPlanes) return Cause.Planes;
        if (p.AtsPlane > p.AuxiliaryPlanes) return Cause.AtsPlane;
        if (p.AuxiliaryPlanes > 0 && !IsLegalPlaneSetup(limits, p)) return Cause.PlaneTrees;
        if (Has(p.Flags1, Flag1IndirectPermissions) && !limits.IndirectPermissions) return Cause.IndirectPermissionsUnsupported;
        if (HasUnalignedRoot(p)) return Cause.RootAlignment;
        if (p.HashAlgorithm > RealmHashAlgorithm.Sha384) return Cause.HashAlgorithm;
        return null;
    }

    internal override RealmDescriptor Describe(ulong rd, RealmParams p)
    {
        ulong[] roots = new ulong[Trees(p)];
        for (int tree = 0; tree < roots.Length; tree++)
        {
            roots[tree] = RootOf(p, tree);
        }

        RealmDescriptor realm = RealmParamsCheck.Describe(rd, p, roots, planes: (int)p.AuxiliaryPlanes + 1);
        realm.TreePerPlane = roots.Length > 1;
        realm.IndirectPermissions = Has(p.Flags1, Flag1IndirectPermissions);
        realm.DeviceAssignment = Has(p.Flags0, FlagDeviceAssignment);
        realm.AtsPlane = p.AtsPlane;
        return realm;
    }

    internal override RmiResult TakeIds(RmmCore rmm, RealmParams p, RealmDescriptor realm)
    {
        for (int plane = 0; plane < realm.Vmids.Length; plane++)
        {
            if (!rmm.Vmids.TryTake(out realm.Vmids[plane]))
            {
                realm.Vmids = realm.Vmids[..plane];
                return Exhausted(rmm, realm, Cause.NoVmid);
            }
        }

        if (MecPolicy(p) == MecPolicyPrivate && rmm.Limits.PrivateMecIds != 0 && !rmm.MecIds.TryTake(out realm.MecId))
        {
            realm.MecId = 0;
            return Exhausted(rmm, realm, Cause.NoMecId);
        }

        return RmiResult.Success;
    }

    private static RmiResult Exhausted(RmmCore rmm, RealmDescriptor realm, RmiCause cause)
    {
        ReleaseIds(rmm, realm);
        return rmm.Refuse(RmiResult.From(RmiStatus.ErrorGlobal), cause, ObstacleKind.None, 0);
    }

    private static bool Has(ulong flags, ulong flag) => (flags & flag) != 0;

    private static ulong MecPolicy(RealmParams p) => p.Flags0 >> MecPolicyShift & 3;

    private static int Trees(RealmParams p) => p.AuxiliaryPlanes > 0 && Has(p.Flags1, Flag1TreePerPlane) ? (int)p.AuxiliaryPlanes + 1 : 1;

    private static ulong RootOf(RealmParams p, int tree) => tree == RttTree.PrimaryIndex ? p.RttBase : p.GetAuxiliaryRttBase(tree);

    private static bool IsLegalPlaneSetup(PlatformLimits limits, RealmParams p)
    {
        bool treePerPlane = Has(p.Flags1, Flag1TreePerPlane);
        return (limits.RttPlane != TreePerPlaneOnly || treePerPlane)
            && (limits.RttPlane != SingleTreeOnly || !treePerPlane)
            && treePerPlane != Has(p.Flags1, Flag1IndirectPermissions);
    }

    private static bool HasUnalignedRoot(RealmParams p)
    {
        ulong alignment = (ulong)p.RootCount << Granule.Shift;
        for (int tree = 0; tree < Trees(p); tree++)
        {
            if (RootOf(p, tree) % alignment != 0)
            {
                return true;
            }
        }

        return false;
    }
}
