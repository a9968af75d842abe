using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

/// <summary>Something a user does to a host, right or wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Realm">To which realm.</param>
/// <param name="Place">Where, in units of 128 KiB of the protected half or of 8 KiB of the unprotected one.</param>
/// <param name="Extent">How much.</param>
internal sealed record HostAction(HostAction.What Kind, int Realm, int Place, int Extent)
{
    internal enum What
    {
        Create,
        MapPages,
        MapBlocks,
        MapContent,
        MapShared,
        MapChosen,
        Unmap,
        UnmapShared,
        AddVcpu,
        RemoveVcpu,
        Activate,
        Enter,
        CreateTable,
        DestroyTable,
        Fold,
        Delegate,
        Undelegate,
        Terminate,
        Remove,
        Step,
    }

    /// <summary>Does it; what the host or the RMM refuses is fine.</summary>
    internal void Do(RealmHost host)
    {
        try
        {
            Act(host);
        }
        catch (HostException)
        {
            // Refused.
        }
    }

    private void Act(RealmHost host)
    {
        string realm = $"vm{Realm}";
        Ipa ipa = new((ulong)Place << 17);
        Ipa shared = new((1ul << 32) + ((ulong)Place << 13));
        ByteSize size = new((ulong)Extent << 12);
        switch (Kind)
        {
            case What.Create: host.Realms.Create(new RealmRequest(realm) { IpaBits = 33, StartLevel = Place % 2 == 0 ? 1 : 2 }); break;
            case What.MapPages: host.Memory.MapPrivate(realm, new PrivateMemoryRequest(ipa, size) { MaximumPageSize = Size("4KB"), InitializeRipas = Place % 3 != 0 }); break;
            case What.MapBlocks: host.Memory.MapPrivate(realm, new PrivateMemoryRequest(new Ipa((ulong)Place << 21), Size("2MB"))); break;
            case What.MapContent:
                using (var content = new MemoryContent(new MemoryStream(new byte[5000]), 5000, "image"))
                {
                    host.Memory.MapPrivate(realm, new PrivateMemoryRequest(ipa, size) { Content = content, Measure = Place % 2 == 0 });
                }

                break;
            case What.MapShared: host.Memory.MapShared(realm, new SharedMemoryRequest(shared, size)); break;
            case What.MapChosen: host.Memory.MapShared(realm, new SharedMemoryRequest(shared, size) { Address = new PhysicalAddress(0x8080_0000ul + ((ulong)Extent % 4 << 13)) }); break;
            case What.Unmap: host.Memory.Unmap(realm, ipa + ((ulong)Extent << 12), size); break;
            case What.UnmapShared: host.Memory.Unmap(realm, shared, size); break;
            case What.AddVcpu: host.Vcpus.Add(realm, new VcpuRequest()); break;
            case What.RemoveVcpu: host.Vcpus.Remove(realm, Place % 3); break;
            case What.Activate: host.Realms.Activate(realm); break;
            case What.Enter: host.Vcpus.Enter(realm, Place % 2); break;
            case What.CreateTable: host.Tables.Create(realm, new Ipa((ulong)Place << 21), 3); break;
            case What.DestroyTable: host.Tables.Destroy(realm, new Ipa((ulong)Place << 21), 3); break;
            case What.Fold: host.Tables.Fold(realm, new Ipa((ulong)Place << 21), 3); break;
            case What.Delegate: host.Granules.Delegate(new PhysicalAddress(0x8080_0000ul + ((ulong)Place << 13)), size); break;
            case What.Undelegate: host.Granules.Undelegate(new PhysicalAddress(0x8080_0000ul + ((ulong)Place << 13)), size); break;
            case What.Terminate: host.Realms.Terminate(realm); break;
            case What.Remove: host.Teardown.Remove(realm); break;
            default: RunStep(host, realm); break;
        }
    }

    /// <summary>One step of an order, at whatever time.</summary>
    private void RunStep(RealmHost host, string realm)
    {
        var orders = Enum.GetValues<TeardownOrder>();
        IReadOnlyList<TeardownStep> plan = host.Teardown.Plan(
            realm, orders[Extent % orders.Length], Place % 2 == 0 ? TeardownGranularity.Step : TeardownGranularity.Table);
        host.Teardown.Run(plan[Place % plan.Count]);
    }
}
