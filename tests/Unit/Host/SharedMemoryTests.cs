using RealmTools.Host;
using RealmTools.Rmi;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

public sealed class SharedMemoryTests
{
    private static readonly Ipa s_shared = new(1ul << 39);
    private static readonly PhysicalAddress s_chosen = new(0x8100_0000u);

    [Fact]
    public void Memory_that_a_realm_shares_at_a_chosen_address_is_not_free_until_it_is_unmapped()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        long free = host.Granules.Free;

        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("8KB")) { Address = s_chosen });

        Assert.Equal((GranuleUse.Shared, "vm1"), (UseAt(host, 0), host.Granules.Find(s_chosen).Realm));
        Assert.Equal(FailureId.GranuleInUse, Assert.Throws<HostException>(() => host.Granules.Delegate(s_chosen, Size("4KB"))).Id);
        host.Memory.Unmap("vm1", s_shared, Size("4KB"));
        Assert.Equal((GranuleUse.Free, GranuleUse.Shared), (UseAt(host, 0), UseAt(host, 1)));
        Assert.True(host.Teardown.Remove("vm1").IsComplete);
        Assert.Equal(GranuleUse.Free, UseAt(host, 1));
        Assert.True(host.Granules.Free > free);
    }

    [Fact]
    public void Memory_that_two_realms_share_is_free_when_the_last_has_unmapped_it()
    {
        using RealmHost host = Connect();
        foreach (string realm in (string[])["vm1", "vm2"])
        {
            host.Realms.Create(new RealmRequest(realm));
            host.Memory.MapShared(realm, new SharedMemoryRequest(s_shared, Size("12KB")) { Address = s_chosen });
        }

        host.Memory.Unmap("vm2", s_shared, Size("4KB"));
        host.Teardown.Remove("vm1");

        Assert.Equal((GranuleUse.Free, GranuleUse.Shared, "vm2"), (UseAt(host, 0), UseAt(host, 1), host.Granules.Find(s_chosen + 0x1000).Realm));
        host.Teardown.Remove("vm2");
        Assert.Equal(GranuleUse.Free, UseAt(host, 1));
    }

    [Fact]
    public void Memory_shared_under_two_addresses_of_one_realm_is_free_when_both_are_unmapped()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("4KB")) { Address = s_chosen });
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared + 0x20_0000, Size("4KB")) { Address = s_chosen });

        host.Memory.Unmap("vm1", s_shared, Size("4KB"));

        Assert.Equal(GranuleUse.Shared, UseAt(host, 0));
        host.Memory.Unmap("vm1", s_shared + 0x20_0000, Size("4KB"));
        Assert.Equal(GranuleUse.Free, UseAt(host, 0));
    }

    [Fact]
    public void Memory_outside_DRAM_can_be_shared_and_stays_outside_the_ledger()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        long free = host.Granules.Free;

        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("4KB")) { Address = new PhysicalAddress(0x1000_0000u) });
        host.Memory.Unmap("vm1", s_shared, Size("4KB"));

        Assert.True(host.Granules.Free <= free);
        Assert.True(host.Teardown.Remove("vm1").IsComplete);
    }

    [Fact]
    public void What_was_chosen_is_free_again_when_the_RMM_refuses_to_map_it()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("4KB")));

        Assert.Throws<HostException>(() => host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("4KB")) { Address = s_chosen }));

        Assert.Equal(GranuleUse.Free, UseAt(host, 0));
    }

    private static GranuleUse UseAt(RealmHost host, ulong page) => host.Granules.Find(s_chosen + (page << 12)).Use;
}
