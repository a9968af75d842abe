using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>Serves an RMM to peers that speak the agent protocol. Source: docs/agent-protocol.md.</summary>
/// <remarks>All sessions share the one RMM; each has a thread and fixed buffers, so that a slow or silent peer stalls nobody else.</remarks>
public sealed class AgentServer
{
    private readonly Lock _lock = new();
    private readonly HashSet<AgentSession> _sessions = [];
    private bool _isStopping;

    /// <summary>An agent.</summary>
    /// <param name="rmm">The RMM.</param>
    /// <param name="options">Limits; null for the default.</param>
    public AgentServer(IRmm rmm, AgentServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rmm);
        Rmm = rmm;
        Options = options ?? AgentServerOptions.Default;
        Diagnostics = rmm.As<IRmmDiagnostics>();
        Script = rmm.As<IRealmScript>();
        Reset = rmm.As<IRmmReset>();
        Batch = rmm.As<IReasonedBatch>();
    }

    /// <summary>The RMM.</summary>
    public IRmm Rmm { get; }

    /// <summary>Why the RMM can no longer be served; null while it can.</summary>
    public Exception? Failure { get; private set; }

    internal AgentServerOptions Options { get; }

    internal IRmmDiagnostics? Diagnostics { get; }

    internal IRealmScript? Script { get; }

    internal IRmmReset? Reset { get; }

    internal IReasonedBatch? Batch { get; }

    /// <summary>Held while the RMM is asked: a call and the question for its reason belong together.</summary>
    internal Lock RmmLock { get; } = new();

    /// <summary>Serves one peer, until it closes its side, breaks the protocol, or the agent stops.</summary>
    /// <param name="input">What the peer says; not disposed.</param>
    /// <param name="output">Takes the answers; not disposed.</param>
    /// <param name="name">What the log calls the peer.</param>
    public void Serve(Stream input, Stream output, string name)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Serve(new AgentSession(this, input, output), name);
    }

    /// <summary>Ends all sessions once their current request is answered, and takes no new ones.</summary>
    public void Stop()
    {
        AgentSession[] sessions;
        lock (_lock)
        {
            _isStopping = true;
            sessions = [.. _sessions];
        }

        foreach (AgentSession session in sessions)
        {
            session.Stop();
        }
    }

    internal void Serve(AgentSession session, string name)
    {
        lock (_lock)
        {
            if (_isStopping || _sessions.Count >= Options.MaximumSessions)
            {
                session.Refuse(_isStopping ? "this agent is stopping" : $"this agent has {_sessions.Count} sessions, which is all it takes: try again later");
                Options.Log?.Invoke($"{name}: refused");
                return;
            }

            _sessions.Add(session);
        }

        Options.Log?.Invoke($"{name}: connected");
        string end = "disconnected";
        try
        {
            session.Run();
        }
        catch (AgentException e)
        {
            end = $"closed: {e.Message}";
        }
        catch (RmmUnreachableException e)
        {
            Failure = e;
            end = $"closed: {e.Message}";
        }
        catch (IOException e)
        {
            end = $"lost: {e.Message}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A defect behind one peer's request must not end the others' sessions.
            session.Refuse("a defect of this agent ended the session; its log has the details");
            end = $"closed by a defect: {e}";
        }
        finally
        {
            lock (_lock)
            {
                _sessions.Remove(session);
            }

            Options.Log?.Invoke($"{name}: {end}");
        }
    }
}
