using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;
using RttEntry = RealmTools.Host.RttEntry;

namespace RealmTools.Tests.Host;

/// <summary>What the host does under RMI 1.0, seen from the RMM's side and the ledger's.</summary>
public sealed class Life10Tests
{
    private static readonly Ipa s_shared = new(1ul << 39);

    [Fact]
    public void A_whole_life_leaves_every_granule_non_secure()
    {
        using RealmHost host = Connect10();
        long free = host.Granules.Free;
        CreateFullRealm(host);
        Assert.Equal(RecExitReason.Fiq, host.Vcpus.Enter("vm1", 0).Reason);
        Assert.Empty(Disagreements(host));

        TeardownReport report = host.Teardown.Remove("vm1");

        Assert.True(report.IsComplete, Explain(report.Steps));
        Assert.DoesNotContain(report.Steps, s => s.Step.Kind == TeardownStepKind.Terminate);
        Assert.True(IsClean(host.Rmm));
        Assert.Equal(free, host.Granules.Free);
        Assert.Empty(host.Realms.All);
    }

    [Fact]
    public void Only_commands_of_the_generation_are_called()
    {
        using RealmHost host = Connect10();
        var seen = new HashSet<string>();
        var watch = new OperationContext { Step = step => seen.Add(step.CommandName) };
        host.Realms.Create(new RealmRequest("vm1"), watch);
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("4MB")), watch);
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("2MB")), watch);
        host.Vcpus.Add("vm1", new VcpuRequest(), watch);
        host.Teardown.Remove("vm1", watch);

        Assert.Subset(RmiCommandTable.V10.Commands.Select(c => c.Name).ToHashSet(), seen);
        Assert.Superset(
            new HashSet<string> { "GRANULE_DELEGATE", "DATA_CREATE_UNKNOWN", "DATA_DESTROY", "RTT_MAP_UNPROTECTED", "RTT_UNMAP_UNPROTECTED", "REC_AUX_COUNT", "RTT_FOLD" },
            seen);
    }

    [Theory]
    [InlineData("1GB", 1, 1)]
    [InlineData("2MB", 2, 512)]
    [InlineData("4KB", 3, 262144)]
    public void Memory_is_mapped_by_page_and_folded_to_the_size_that_is_wanted(string pageSize, int level, long entries)
    {
        using RealmHost host = Connect10(4ul << 30);
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("1GB")) { MaximumPageSize = Size(pageSize) });

        RttEntry[] mapped = [.. host.Tables.Read("vm1").Where(e => e.State == RttEntryState.Assigned)];
        Assert.All(mapped, e => Assert.Equal((level, Ripas.Ram), (e.Level, e.Ripas)));
        Assert.Equal(entries, mapped.Sum(e => e.Count));
        Assert.Empty(Disagreements(host));

        Assert.True(host.Teardown.Remove("vm1").IsComplete);
        Assert.True(IsClean(host.Rmm));
    }

    [Fact]
    public void Taking_a_page_out_of_a_block_splits_it()
    {
        using RealmHost host = Connect10();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("4MB")));
        Assert.Equal(2, host.Tables.ReadEntry("vm1", Base).Level);

        host.Memory.Unmap("vm1", Base + 0x1000, Size("4KB"));

        RttEntry hole = host.Tables.ReadEntry("vm1", Base + 0x1000);
        Assert.Equal((3, RttEntryState.Unassigned, Ripas.Destroyed), (hole.Level, hole.State, hole.Ripas));
        Assert.Equal(RttEntryState.Assigned, host.Tables.ReadEntry("vm1", Base).State);
        Assert.Empty(Disagreements(host));
    }

    [Fact]
    public void Shared_blocks_are_unmapped_whole_and_pages_one_by_one()
    {
        using RealmHost host = Connect10();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("4MB")));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared + 0x40_0000, Size("16KB")) { MemoryAttribute = 6, Write = false });
        RttEntry page = host.Tables.ReadEntry("vm1", s_shared + 0x40_1000);
        Assert.Equal((3, RttEntryState.Assigned), (page.Level, page.State));
        Assert.Equal(2, host.Tables.ReadEntry("vm1", s_shared).Level);

        host.Memory.Unmap("vm1", s_shared, Size("2MB"));
        host.Memory.Unmap("vm1", s_shared + 0x20_1000, Size("4KB"));
        host.Memory.Unmap("vm1", s_shared + 0x40_0000, Size("16KB"));

        Assert.DoesNotContain(host.Tables.Read("vm1"), e => e.State == RttEntryState.Assigned && e.Ipa.Value is var ipa && (ipa < s_shared.Value + 0x20_0000 || ipa >= s_shared.Value + 0x40_0000));
        Assert.Equal(RttEntryState.Unassigned, host.Tables.ReadEntry("vm1", s_shared + 0x20_1000).State);
        Assert.Equal(RttEntryState.Assigned, host.Tables.ReadEntry("vm1", s_shared + 0x20_2000).State);
        Assert.Empty(Disagreements(host));
    }

    [Fact]
    public void The_host_chooses_the_lowest_VMID_that_is_free()
    {
        using RealmHost host = Connect10();
        Assert.Equal(0, host.Realms.Create(new RealmRequest("a")).Vmid);
        Assert.Equal(1, host.Realms.Create(new RealmRequest("b")).Vmid);
        Assert.True(host.Teardown.Remove("a").IsComplete);
        Assert.Equal(0, host.Realms.Create(new RealmRequest("c")).Vmid);

        HostException taken = Assert.Throws<HostException>(() => host.Realms.Create(new RealmRequest("d") { Vmid = 1 }));
        Assert.Equal((FailureId.RmiFailed, RmiStatus.ErrorInput), (taken.Id, taken.Status));
        Assert.Empty(Disagreements(host));
    }

    [Fact]
    public void A_VMID_is_refused_where_the_RMM_chooses_it()
    {
        using RealmHost host = Connect();
        HostException refused = Assert.Throws<HostException>(() => host.Realms.Create(new RealmRequest("a") { Vmid = 1 }));
        Assert.Equal(FailureId.ParameterInvalid, refused.Id);
        Assert.Contains("-Profile 1.0", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(host.Realms.Create(new RealmRequest("a")).Vmid);
    }

    [Fact]
    public void The_order_of_KVM_v12_runs_natively_and_leaves_the_root_pages()
    {
        using RealmHost host = Connect10();
        CreateFullRealm(host);

        TeardownStepResult[] results = [.. host.Teardown.Run(host.Teardown.Plan("vm1", TeardownOrder.KvmV12))];

        Assert.DoesNotContain(results, r => r.Outcome is TeardownOutcome.Failed or TeardownOutcome.Leaked);
        Assert.True(IsClean(host.Rmm));
        Assert.Equal(2, host.Realms.Get("vm1").GranulesHeld);
    }

    [Fact]
    public void Estimates_are_the_calls_that_are_made()
    {
        using RealmHost host = Connect10();
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("8MB")));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base + 0x4000_0000, Size("3MB")) { MaximumPageSize = Size("4KB") });
        host.Vcpus.Add("vm1", new VcpuRequest());

        foreach (TeardownStepResult result in host.Teardown.Run(host.Teardown.Plan("vm1")))
        {
            long expected = result.Step.ExpectedCalls.Sum(c => c.Count);
            long made = result.Calls.Sum(c => c.Count);
            Assert.True(made >= expected * 9 / 10 && made <= (expected * 11 / 10) + 6, $"{result}: {string.Join(", ", result.Step.ExpectedCalls)} expected, {string.Join(", ", result.Calls)} made");
        }
    }

    [Fact]
    public void Terminating_says_which_generation_can()
    {
        using RealmHost host = Connect10();
        host.Realms.Create(new RealmRequest("vm1"));

        TeardownStepResult first = host.Teardown.Run(host.Teardown.Plan("vm1", TeardownOrder.TerminateFirst)).First();

        Assert.Equal((TeardownStepKind.Terminate, TeardownOutcome.Failed), (first.Step.Kind, first.Outcome));
        Assert.True(first.Failure!.Result.IsUnknownFunction);
        Assert.Contains("REALM_TERMINATE", first.Explanation, StringComparison.Ordinal);
        Assert.Contains("a command of RMI 2.0", first.Explanation, StringComparison.Ordinal);
        HostException thrown = Assert.Throws<HostException>(() => host.Realms.Terminate("vm1"));
        Assert.Equal(FailureId.NotInProfile, thrown.Id);
        Assert.Contains("-Profile 2.0", thrown.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_KVM_v12_ends_at_REALM_DESTROY_under_RMI_2()
    {
        using RealmHost host = Connect();
        host.Realms.Create(new RealmRequest("vm1"));

        TeardownStepResult failed = host.Teardown.Run(host.Teardown.Plan("vm1", TeardownOrder.KvmV12)).First(r => r.Outcome == TeardownOutcome.Failed);

        Assert.Equal(TeardownStepKind.DestroyRealm, failed.Step.Kind);
        Assert.Equal(RmiStatus.ErrorRealm, failed.Failure!.Result.Status);
        Assert.Contains("terminate", failed.Explanation, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_wrong_order_leaks_and_a_later_run_picks_up()
    {
        using RealmHost host = Connect10();
        long free = host.Granules.Free;
        CreateFullRealm(host);
        IEnumerable<TeardownStep> wrong = host.Teardown.Plan("vm1").Where(s => s.Kind != TeardownStepKind.UnmapProtected);

        TeardownStepResult[] results = [.. host.Teardown.Run(wrong)];

        Assert.Contains(results, r => r.Outcome == TeardownOutcome.Failed && r.Step.Kind == TeardownStepKind.DestroyRtts);
        TeardownReport report = host.Teardown.Resume("vm1");
        Assert.True(report.IsComplete, Explain(report.Steps));
        Assert.True(IsClean(host.Rmm));
        Assert.Equal(free, host.Granules.Free);
    }

    [Theory]
    [InlineData(RmiCommand.DataCreateUnknown, false)]
    [InlineData(RmiCommand.DataCreateUnknown, true)]
    [InlineData(RmiCommand.DataDestroy, false)]
    [InlineData(RmiCommand.DataDestroy, true)]
    [InlineData(RmiCommand.RecCreate, false)]
    [InlineData(RmiCommand.RecDestroy, false)]
    [InlineData(RmiCommand.RttFold, false)]
    [InlineData(RmiCommand.RttUnmapUnprotected, false)]
    [InlineData(RmiCommand.GranuleUndelegate, true)]
    public void A_call_that_fails_in_the_middle_leaves_a_true_ledger(RmiCommand command, bool elsewhere)
    {
        var rmm = new FailingRmm(new SimulatedRmm(RmmPlatform.DefaultV10), command, failAt: 5, elsewhere);
        using RealmHost host = Connect(rmm);
        long free = host.Granules.Free;
        Exception? failed = Record.Exception(() =>
        {
            CreateFullRealm(host, vcpus: 6);
            TeardownReport removed = host.Teardown.Remove("vm1");
            if (!removed.IsComplete) throw new InvalidOperationException(Explain(removed.Steps));
        });

        Assert.NotNull(failed);
        Assert.Empty(Disagreements(host, rmm.Inner));
        TeardownReport report = host.Teardown.Resume("vm1");
        Assert.True(report.IsComplete, Explain(report.Steps));
        Assert.True(IsClean(rmm.Inner));
        Assert.Equal(free, host.Granules.Free);
    }

    private static RealmHost Connect10(ulong dram = 512ul << 20) =>
        Connect(new SimulatedRmm(RmmPlatform.DefaultV10 with { Dram = [new MemoryRange(0x8000_0000, dram)] }));

    private static void CreateFullRealm(RealmHost host, int vcpus = 2)
    {
        host.Realms.Create(new RealmRequest("vm1"));
        using var content = new MemoryContent(new MemoryStream(new byte[10_000]), 10_000, "image");
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base, Size("64MB")) { Content = content, Measure = true });
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base + 0x1000_0000, Size("8MB")) { MaximumPageSize = Size("4KB") });
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(Base + 0x2000_0000, Size("20MB")));
        host.Memory.MapShared("vm1", new SharedMemoryRequest(s_shared, Size("13MB")));
        for (int i = 0; i < vcpus; i++)
        {
            host.Vcpus.Add("vm1", new VcpuRequest { EntryPoint = Base });
        }

        host.Realms.Activate("vm1");
    }

    private static string Explain(IEnumerable<TeardownStepResult> steps) => string.Join("\n", steps.Select(s => $"{s} {s.Explanation}"));
}
