using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Realms of RMI 1.0: one plane, one tree, and a VMID that the host chooses.</summary>
internal sealed class RealmRules10 : RealmRules
{
    internal override RmiCause? FirstFailure(PlatformLimits limits, RealmParams p)
    {
        if (RealmParamsCheck.FirstProcessorFailure(limits, p) is { } processor) return processor;
        if (RealmParamsCheck.FirstGeometryFailure(limits, p) is { } geometry) return geometry;
        if (p.HashAlgorithm > RealmHashAlgorithm.Sha512) return Cause.HashAlgorithm;
        return null;
    }

    internal override RealmDescriptor Describe(ulong rd, RealmParams p) => RealmParamsCheck.Describe(rd, p, [p.RttBase], planes: 1);

    internal override RmiResult TakeIds(RmmCore rmm, RealmParams p, RealmDescriptor realm)
    {
        realm.Vmids[0] = p.Vmid;
        return rmm.Vmids.TryTake(p.Vmid) ? RmiResult.Success : rmm.BadArgument(Cause.VmidTaken, p.Vmid);
    }
}
