using RealmTools.Host;
using RealmTools.Pictures;
using RealmTools.Rmi;
using RealmTools.Rmm;
using RealmState = RealmTools.Host.RealmState;
using RttEntry = RealmTools.Host.RttEntry;

namespace RealmTools.Tests.Pictures;

public sealed class LiveTimelineTests
{
    [Fact]
    public void Tree_is_read_before_the_first_step_and_after_each()
    {
        using RealmHost host = MakeRealm();
        var live = new LiveTimeline(host, "vm1");
        var expected = new List<RttEntry[]> { Tree(host) };
        foreach (TeardownStep step in host.Teardown.Plan("vm1"))
        {
            live.Add(host.Teardown.Run(step));
            expected.Add(Tree(host));
        }

        IReadOnlyList<IReadOnlyList<RttEntry>> trees = TimelineTrees.Of(live.Timeline);
        Assert.Equal(expected, trees);
        Assert.Contains(trees[0], e => e.State == RttEntryState.Assigned);
        Assert.Empty(trees[^1]);
        Assert.Contains(live.Timeline.Frames, f => f.Step.Title == nameof(TeardownStepKind.DestroyRtts) && f.Step.Note.Contains("RTT_DESTROY"));
    }

    [Fact]
    public void Refused_steps_carry_the_reason()
    {
        using RealmHost host = MakeRealm();
        var live = new LiveTimeline(host, "vm1");

        live.Add(host.Teardown.Run(host.Teardown.Plan("vm1").First(s => s.Kind == TeardownStepKind.DestroyRealm)));

        TimelineStep step = live.Timeline.Frames[^1].Step;
        Assert.True(step.Failed);
        Assert.NotEqual("", step.Reason);
        Assert.Empty(live.Timeline.Frames[^1].Changes);
    }

    [Fact]
    public void Steps_made_earlier_are_refused()
    {
        using RealmHost host = MakeRealm();
        TeardownStepResult[] earlier = [.. host.Teardown.Plan("vm1").Take(2).Select(step => host.Teardown.Run(step))];
        var live = new LiveTimeline(host, "vm1");

        HostException e = Assert.Throws<HostException>(() => live.Add(earlier[1]));

        Assert.Equal(FailureId.StepTargetGone, e.Id);
        Assert.Contains("| Export-RealmTimeline", e.RecommendedAction);
    }

    [Fact]
    public void Steps_of_another_realm_are_refused()
    {
        using RealmHost host = MakeRealm();
        host.Realms.Create(new RealmRequest("vm2"));
        var live = new LiveTimeline(host, "vm2");

        Assert.Throws<HostException>(() => live.Add(host.Teardown.Run(host.Teardown.Plan("vm1")[0])));
    }

    private static RealmHost MakeRealm()
    {
        var host = RealmHost.Connect("sim", new SimulatedRmm(RmmPlatform.Default));
        host.Realms.Create(new RealmRequest("vm1"));
        host.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x4000_0000ul), new ByteSize(4 << 20)));
        return host;
    }

    private static RttEntry[] Tree(RealmHost host) =>
        host.Realms.TryGet("vm1", out Realm? realm) && realm.State != RealmState.Destroyed ? [.. host.Tables.Read("vm1")] : [];
}
