using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmState = RealmTools.Host.RealmState;

namespace RealmTools.Checks;

/// <summary>Builds a realm again on a simulated machine of another generation, so that the same can be tried under both.</summary>
public static class RealmReplica
{
    /// <summary>
    /// A simulated host of the given generation with as much DRAM, and a realm of the same name, IPA space, memory, vCPUs and state.
    /// Memory is empty: what it holds makes no difference to tear-down.
    /// </summary>
    /// <param name="host">The host that has the realm.</param>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="profile">The generation.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RealmEnded"/>, or the generation cannot have such a realm.
    /// </exception>
    public static RealmHost Build(RealmHost host, string realm, RmiProfile profile, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        Realm original = host.Realms.Get(realm);
        if (original.State is RealmState.Terminated or RealmState.Destroyed)
        {
            throw new HostException(
                FailureId.RealmEnded, $"Realm '{original.Name}' is {original.State}: there is nothing to build again.",
                "Compare generations before the tear-down begins.", original.Name);
        }

        RealmHost copy = RealmHost.Connect(host.Name, new SimulatedRmm(RmmPlatform.DefaultFor(profile) with { Dram = host.Platform.Dram }), context);
        copy.Realms.Create(
            new RealmRequest(original.Name)
            {
                IpaBits = original.IpaBits,
                StartLevel = original.Geometry.StartLevel,
                HashAlgorithm = original.HashAlgorithm,
            },
            context);
        foreach (RealmMemory memory in original.Memory)
        {
            if (memory.Kind == RealmMemoryKind.Private)
            {
                copy.Memory.MapPrivate(realm, new PrivateMemoryRequest(memory.Ipa, memory.Size) { MaximumPageSize = memory.PageSize }, context);
            }
            else
            {
                copy.Memory.MapShared(realm, new SharedMemoryRequest(memory.Ipa, memory.Size) { MaximumPageSize = memory.PageSize }, context);
            }
        }

        foreach (Vcpu vcpu in original.Vcpus)
        {
            copy.Vcpus.Add(realm, new VcpuRequest { EntryPoint = vcpu.EntryPoint, Runnable = vcpu.IsRunnable }, context);
        }

        if (original.State != RealmState.New) copy.Realms.Activate(realm, context);
        return copy;
    }
}
