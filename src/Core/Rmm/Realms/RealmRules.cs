using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>How a generation judges RmiRealmParams and makes a realm of them (§3.1, §3.2, §4.5).</summary>
internal abstract class RealmRules
{
    /// <summary>The first condition on the parameters that does not hold; null when all do.</summary>
    internal abstract RmiCause? FirstFailure(PlatformLimits limits, RealmParams parameters);

    /// <summary>The realm that valid parameters describe, state NEW.</summary>
    internal abstract RealmDescriptor Describe(ulong rd, RealmParams parameters);

    /// <summary>Takes the VMIDs and the memory encryption context of a realm; all or none.</summary>
    /// <returns>Success, or the refusal.</returns>
    internal abstract RmiResult TakeIds(RmmCore rmm, RealmParams parameters, RealmDescriptor realm);

    /// <summary>Gives back what <see cref="TakeIds"/> took.</summary>
    internal static void ReleaseIds(RmmCore rmm, RealmDescriptor realm)
    {
        foreach (int vmid in realm.Vmids)
        {
            rmm.Vmids.Release(vmid);
        }

        if (realm.MecId != 0)
        {
            rmm.MecIds.Release(realm.MecId);
        }
    }
}
