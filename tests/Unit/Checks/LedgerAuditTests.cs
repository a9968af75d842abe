using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmTools.Tests.Host;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Checks;

public sealed class LedgerAuditTests : IDisposable
{
    private readonly FaultInjector _rmm = new(new SimulatedRmm(Small));
    private readonly RealmHost _host;

    public LedgerAuditTests()
    {
        _host = Connect(_rmm);
        new Life(_host).Live();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_healthy_host_has_no_findings()
    {
        LedgerAudit audit = LedgerAudit.Of(_host);

        Assert.True(audit.IsClean, audit.ToString());
        Assert.True(audit.AskedRmm);
        Assert.Equal(16 << 8, audit.GranulesChecked);
    }

    [Fact]
    public void A_table_that_could_not_be_undelegated_is_named_with_its_call_and_step()
    {
        Realm realm = _host.Realms.Get("vm1");
        _rmm.Add(new FaultRequest
        {
            Command = RmiCommand.GranuleRangeUndelegate,
            Range = new MemoryRange(realm.Rd.Value, Granule.Size),
            Times = null,
            Result = RmiResult.From(RmiStatus.ErrorInput),
        });
        TeardownReport report = _host.Teardown.Remove("vm1");
        Assert.False(report.IsComplete);

        AuditFinding rd = Assert.Single(LedgerAudit.Of(_host, "vm1").Findings, static f => f.Kind == AuditFindingKind.Leaked);

        Assert.Equal(realm.Rd, rd.Granules.Address);
        Assert.Equal(RmiCommand.GranuleRangeUndelegate, rd.Granules.Since.Command);
        Assert.Equal(report.FirstFailure!.Failure!.Sequence, rd.Granules.Since.Sequence);
        Assert.Equal(TeardownStepKind.UndelegateRd, rd.ReturnedBy);
        Assert.Equal(GranuleState.Delegated, rd.RmmState);
        Assert.Contains("-Resume", rd.WayOut, StringComparison.Ordinal);

        _rmm.Clear();
        Assert.True(_host.Teardown.Resume("vm1").IsComplete);
        Assert.True(LedgerAudit.Of(_host).IsClean);
    }

    [Fact]
    public void Root_pages_that_an_order_never_frees_are_outstanding()
    {
        _host.Realms.Terminate("vm1");
        Assert.All(
            _host.Teardown.Run(_host.Teardown.Plan("vm1", TeardownOrder.KvmV12)),
            static r => Assert.NotEqual(TeardownOutcome.Failed, r.Outcome));

        AuditFinding roots = Assert.Single(LedgerAudit.Of(_host).Findings);

        Assert.Equal(AuditFindingKind.Outstanding, roots.Kind);
        Assert.Equal(TeardownStepKind.FreeRootRtts, roots.ReturnedBy);
        Assert.Equal(8, roots.Granules.Granules);
    }

    [Fact]
    public void A_call_past_the_host_is_a_mismatch()
    {
        const ulong Free = 0x80C0_0000;
        Assert.Equal(GranuleUse.Free, _host.Granules.Find(new PhysicalAddress(Free)).Use);
        _host.Rmm.GranuleRangeDelegate(Free, Free + Granule.Size);

        AuditFinding finding = Assert.Single(LedgerAudit.Of(_host).Findings);

        Assert.Equal(AuditFindingKind.Mismatch, finding.Kind);
        Assert.Equal(Free, finding.Granules.Address.Value);
        Assert.Equal(GranuleState.Delegated, finding.RmmState);
    }

    [Fact]
    public void A_lost_answer_leaves_granules_in_doubt()
    {
        _rmm.Add(new FaultRequest { Command = RmiCommand.RttCreate, Effect = FaultEffect.LoseAnswer });
        Assert.Throws<HostException>(() => _host.Tables.Create("vm1", new Ipa(0x160_0000u), 3));

        AuditFinding finding = Assert.Single(LedgerAudit.Of(_host).Findings);

        Assert.Equal(AuditFindingKind.InDoubt, finding.Kind);
        Assert.Equal(GranuleState.Rtt, finding.RmmState);
    }
}
