using System.Net.Sockets;
using RealmTools.Agent;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Agent;

public sealed class AgentPatienceTests
{
    [UnixFact]
    public async Task Command_that_is_stopped_while_the_agent_is_silent_ends_and_says_what_is_in_doubt()
    {
        using var stop = new CancellationTokenSource();
        using var isOver = new ManualResetEventSlim();
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var server = new AgentServer(new StallingRmm(new SimulatedRmm(), RmiCommand.RttCreate, stop, isOver));
        Task agent = Task.Run(() =>
        {
            using var peer = new NetworkStream(listener.Accept(), ownsSocket: true);
            server.Serve(peer, peer, "far");
        });
        using AgentClient client = AgentClient.Connect(AgentAddress.Unix(path), new AgentClientOptions { Timeout = Timeout.InfiniteTimeSpan });
        using RealmHost host = RealmHost.Connect("far", client);
        host.Realms.Create(new RealmRequest("vm1"));

        Task work = Task.Run(() => host.Tables.Create("vm1", new Ipa(0), 2, new OperationContext { Cancellation = stop.Token }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WaitAsync(TimeSpan.FromMinutes(1)));

        isOver.Set();
        await agent;
        File.Delete(path);
        Assert.False(client.IsConnected);
        Assert.Contains(host.Granules.List(new GranuleFilter(Detailed: true)), static run => run.Fate == GranuleFate.InDoubt);
    }

    private sealed class StallingRmm(IRmm inner, RmiCommand at, CancellationTokenSource stop, ManualResetEventSlim isOver) : RmmDecorator(inner)
    {
        public override void Call(ref RmiRegisters registers)
        {
            if (unchecked((uint)registers.X0) == at.ToFunctionId())
            {
                stop.Cancel();
                isOver.Wait();
            }

            base.Call(ref registers);
        }
    }
}
