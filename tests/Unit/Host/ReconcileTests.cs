using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;
using static RealmTools.Tests.Host.HostFixture;

namespace RealmTools.Tests.Host;

/// <summary>A host whose connection is lost at any call of a realm's life, and that connects again.</summary>
public sealed class ReconcileTests
{
    [Theory]
    [InlineData("2.0", true, true)]
    [InlineData("2.0", false, true)]
    [InlineData("2.0", true, false)]
    [InlineData("1.0", true, true)]
    [InlineData("1.0", false, true)]
    [InlineData("1.0", true, false)]
    public void Whatever_was_lost_the_ledger_agrees_with_the_rmm_again(string profile, bool performed, bool tells)
    {
        foreach (long last in Calls(profile, (performed ? 1 : 0) + (tells ? 1 : 0)))
        {
            var simulator = new SimulatedRmm(SmallFor(profile));
            using RealmHost lost = LiveUntil(simulator, last, performed, tells);

            HostReconciliation result = lost.Reconnect(new Connection(simulator, tells));
            using RealmHost host = result.Host;

            string where = $"after {last}: {result}; {string.Join("; ", result.Findings)}";
            Assert.True(Disagreements(host, simulator).Count == 0, $"{where}: {string.Join("; ", Disagreements(host, simulator))}");
            Assert.True(result.GranulesInDoubt == InDoubt(host), where);
            Assert.All(result.Findings, finding => Assert.Equal(finding.IsSettled, finding.WayOut.Length == 0));
            Assert.All(result.Findings, finding => Assert.True(finding.IsSettled || IsOfRec(finding.Granules), where));

            new Life(host).End();
            host.Granules.Reclaim();

            // An operation whose handle was lost with the answer keeps what it has of a REC.
            Assert.True(Disagreements(host, simulator).Count == 0, $"{where}, after the end: {string.Join("; ", Disagreements(host, simulator))}");
            Assert.All(
                host.Granules.List(new GranuleFilter(Fates: [GranuleFate.Leaked, GranuleFate.InDoubt])),
                run => Assert.True(IsOfRec(run), $"{where}: {run}"));
        }
    }

    [Theory]
    [InlineData("2.0", true)]
    [InlineData("2.0", false)]
    [InlineData("1.0", true)]
    public void A_new_rmm_leaves_nothing_in_the_ledger(string profile, bool tells)
    {
        foreach (long last in Calls(profile, tells ? 1 : 2))
        {
            using RealmHost lost = LiveUntil(new SimulatedRmm(SmallFor(profile)), last, performed: true, tells);
            var fresh = new SimulatedRmm(SmallFor(profile));
            string[] realms = [.. lost.Realms.All.Select(static r => r.Name)];

            HostReconciliation result = lost.Reconnect(new Connection(fresh, tells));
            using RealmHost host = result.Host;

            Assert.True(result.IsSettled, $"{result}; {string.Join("; ", result.Findings)}");
            Assert.Equal(realms, result.GoneRealms);
            Assert.Empty(host.Realms.All);
            Assert.Empty(Disagreements(host, fresh));
            Assert.DoesNotContain(host.Granules.List(), static r => r.Use is not (GranuleUse.Free or GranuleUse.HostOwned) || r.IsLeaked);
            new Life(host).Live();
            Assert.True(host.Teardown.Remove("vm1").IsComplete);
        }
    }

    [Fact]
    public void A_realm_goes_on_living()
    {
        var simulator = new SimulatedRmm(Small);
        var connection = new Connection(simulator, tells: true);
        using RealmHost lost = Connect(connection);
        lost.Realms.Create(new RealmRequest("vm1") { IpaBits = 33 });
        lost.Memory.MapPrivate("vm1", new PrivateMemoryRequest(new Ipa(0x40_0000u), Size("16KB")));
        connection.Left = 0;
        connection.PerformsLast = true;
        Assert.Throws<HostException>(() => lost.Realms.Activate("vm1"));

        HostReconciliation result = lost.Reconnect(new Connection(simulator, tells: true));
        using RealmHost host = result.Host;

        ReconcileFinding finding = Assert.Single(result.Findings);
        Assert.Equal("realm of vm1: REALM_ACTIVATE was not answered; it had taken effect; the realm is Active.", finding.ToString());
        Assert.True(result.IsSettled);
        Assert.Equal("sim: 1 finding, 0 realms gone, 0 granules freed, 0 in doubt", result.ToString());
        Assert.Equal(RealmTools.Host.RealmState.Active, host.Realms.Get("vm1").State);
        Assert.Equal(16384ul, host.Realms.Get("vm1").PrivateSize.Bytes);
        Assert.True(host.Teardown.Remove("vm1").IsComplete);
    }

    [Fact]
    public void Another_machine_is_refused()
    {
        using RealmHost host = Connect(new SimulatedRmm(Small));

        HostException e = Assert.Throws<HostException>(() => host.Reconnect(new SimulatedRmm()));

        Assert.Equal(FailureId.ParameterInvalid, e.Id);
        Assert.Contains("0x80000000-0xa0000000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_lost_again_leaves_the_doubt()
    {
        var simulator = new SimulatedRmm(Small);
        using RealmHost lost = LiveUntil(simulator, 100, performed: true, tells: false);
        long before = InDoubt(lost);
        var again = new Connection(simulator, tells: false) { Left = 8 };

        HostException e = Assert.Throws<HostException>(() => lost.Reconnect(again));

        Assert.Equal(FailureId.RmmUnreachable, e.Id);
        Assert.Equal(before, InDoubt(lost));
        Assert.Equal(0, lost.Reconnect(new Connection(simulator, tells: true)).GranulesInDoubt);
    }

    private static bool IsOfRec(GranuleRun? run) => run is { Use: GranuleUse.Rec or GranuleUse.RecAux } or { Use: GranuleUse.Delegated, Granules: 1 };

    // Each fifth call, from another one in each test.
    private static IEnumerable<long> Calls(string profile, int first)
    {
        using RealmHost whole = Connect(new SimulatedRmm(SmallFor(profile)));
        long connected = whole.CallCount;
        new Life(whole).Live();
        whole.Teardown.Remove("vm1");

        for (long last = first; last < whole.CallCount - connected; last += 5)
        {
            yield return last;
        }
    }

    private static RealmHost LiveUntil(SimulatedRmm simulator, long calls, bool performed, bool tells)
    {
        var connection = new Connection(simulator, tells);
        RealmHost host = Connect(connection);
        connection.Left = calls;
        connection.PerformsLast = performed;
        var life = new Life(host);
        life.Live();
        if (host.Realms.TryGet("vm1", out _)) host.Teardown.Remove("vm1");
        return host;
    }

    private static long InDoubt(RealmHost host) => host.Granules.List(new GranuleFilter(Fates: [GranuleFate.InDoubt])).Sum(static r => r.Granules);

    /// <summary>A way to an RMM that breaks.</summary>
    private sealed class Connection(IRmm inner, bool tells) : RmmDecorator(inner)
    {
        /// <summary>Calls that are still answered.</summary>
        internal long Left { get; set; } = long.MaxValue;

        /// <summary>Whether the first call that is not answered takes effect.</summary>
        internal bool PerformsLast { get; set; }

        public override void Call(ref RmiRegisters registers)
        {
            if (Left-- <= 0)
            {
                RmiRegisters lost = registers;
                if (Left == -1 && PerformsLast) Inner.Call(ref lost);
                throw new RmmUnreachableException("The line is dead.");
            }

            Inner.Call(ref registers);
        }

        public override void ReadMemory(ulong address, Span<byte> destination)
        {
            Break();
            Inner.ReadMemory(address, destination);
        }

        public override void WriteMemory(ulong address, ReadOnlySpan<byte> source)
        {
            Break();
            Inner.WriteMemory(address, source);
        }

        public override void FillMemory(ulong address, ulong length, byte value)
        {
            Break();
            Inner.FillMemory(address, length, value);
        }

        public override T? As<T>()
            where T : class => tells ? base.As<T>() : this as T;

        private void Break()
        {
            if (Left < 0) throw new RmmUnreachableException("The line is dead.");
        }
    }
}
