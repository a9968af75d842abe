using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Tests.Host;

/// <summary>What the host adds to a refusal from its ledger: which role a granule has, and what ends it.</summary>
public sealed class RefusalWordsTests
{
    [Theory]
    [InlineData(TeardownStepKind.UndelegateRd)]
    [InlineData(TeardownStepKind.UndelegateRootRtts)]
    public void Undelegating_before_the_realm_is_destroyed_says_that_the_rmm_keeps_the_granule(TeardownStepKind kind)
    {
        using RealmHost host = HostFixture.Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        TeardownStep step = host.Teardown.Plan("vm1").Single(s => s.Kind == kind);

        TeardownStepResult result = host.Teardown.Run(step);
        Assert.Equal(RmiStatus.ErrorInput, result.Result.Status);
        Assert.EndsWith("The RMM keeps RD and root tables until REALM_DESTROY.", result.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GranuleUse.Rd, "(RD, which the RMM keeps until REALM_DESTROY)")]
    [InlineData(GranuleUse.RootRtt, "(root RTT, which the RMM keeps until REALM_DESTROY)")]
    [InlineData(GranuleUse.Rtt, "(RTT level 2 of 0x0, which the RMM keeps until RTT_DESTROY or RTT_FOLD)")]
    [InlineData(GranuleUse.Data, "(data at 0x0, which the RMM keeps until it is unmapped)")]
    [InlineData(GranuleUse.Rec, "(REC of vCPU 0, which the RMM keeps until REC_DESTROY has come to its end)")]
    public void Undelegating_a_granule_in_use_says_what_ends_its_use(GranuleUse use, string words)
    {
        using RealmHost host = HostFixture.Connect();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Vcpus.Add("vm1", new VcpuRequest());
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(default, HostFixture.Size("4KB")));
        GranuleRun run = host.Granules.List(new GranuleFilter(Uses: [use], Detailed: true))[0];

        var failure = Assert.Throws<HostException>(() => host.Granules.Undelegate(run.Address, HostFixture.Size("4KB")));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Empty(HostFixture.Disagreements(host));
    }

    [Fact]
    public void Destroying_a_realm_with_a_live_root_names_table_entry_and_command()
    {
        using RealmHost host = HostFixture.Connect();
        Realm realm = host.Realms.Create(new RealmRequest("vm1") { IpaBits = 33 });
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x4000_0000u), HostFixture.Size("4KB")));
        IEnumerable<TeardownStep> plan = host.Teardown.Plan("vm1").Where(s => s.Kind != TeardownStepKind.DestroyRtts);

        TeardownStepResult failed = host.Teardown.Run(plan).First(r => r.Outcome == TeardownOutcome.Failed);
        Assert.Contains(
            $"IPA 0x40000000, level 2, table 0x{host.Granules.List(new GranuleFilter(Uses: [GranuleUse.Rtt]))[0].Address.Value:x}, "
            + $"in root table 0x{realm.Geometry.RttBase.Value + Granule.Size:x}; RTT_DESTROY at level 3 clears it",
            failed.Explanation, StringComparison.Ordinal);
    }
}
