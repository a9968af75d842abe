using System.IO.Pipes;
using RealmTools.Agent;
using RealmTools.Rmi;

namespace RealmTools.Tests.Agent;

/// <summary>A client and an agent in one process, over pipes.</summary>
internal sealed class AgentPair : IDisposable
{
    private readonly Thread _thread;

    public AgentPair(IRmm rmm, AgentClientOptions? options = null)
    {
        Server = new AgentServer(rmm);
        var toServer = new AnonymousPipeServerStream(PipeDirection.Out);
        var fromServer = new AnonymousPipeServerStream(PipeDirection.In);
        var serverInput = new AnonymousPipeClientStream(PipeDirection.In, toServer.ClientSafePipeHandle);
        var serverOutput = new AnonymousPipeClientStream(PipeDirection.Out, fromServer.ClientSafePipeHandle);
        _thread = new Thread(() =>
        {
            using (serverInput)
            using (serverOutput)
            {
                Server.Serve(serverInput, serverOutput, "pair");
            }
        });
        _thread.Start();
        Client = AgentClient.Connect(fromServer, toServer, "test:pair", options);
    }

    public AgentServer Server { get; }

    public AgentClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _thread.Join();
    }
}
