using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using RealmTools.Agent;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Module.Session;

/// <summary>The hosts that one runspace has connected, and which of them commands use when none is named.</summary>
internal sealed class RealmSession
{
    /// <summary>Name of the simulated host that is made on first use.</summary>
    public const string DefaultHostName = "sim";

    private static readonly ConditionalWeakTable<Runspace, RealmSession> s_sessions = [];

    [ThreadStatic]
    private static RealmSession? s_adopted;

    private readonly Lock _lock = new();
    private ImmutableArray<RealmHost> _hosts = [];
    private ImmutableArray<HostCheckpoint> _checkpoints = [];
    private RealmHost? _default;

    /// <summary>The session of the runspace that this thread works for.</summary>
    public static RealmSession Current =>
        s_adopted ?? s_sessions.GetValue(
            Runspace.DefaultRunspace ?? throw new InvalidOperationException("RealmTools works in a PowerShell runspace, and this thread has none."),
            static _ => new RealmSession());

    /// <summary>The hosts in the order in which they were connected; a snapshot.</summary>
    public ImmutableArray<RealmHost> Hosts
    {
        get
        {
            lock (_lock)
            {
                return _hosts;
            }
        }
    }

    /// <summary>The host that commands use when none is named; null when there is none.</summary>
    public RealmHost? Default
    {
        get
        {
            lock (_lock)
            {
                return _default;
            }
        }
    }

    /// <summary>The checkpoints of the session's hosts, the oldest first; a snapshot.</summary>
    public ImmutableArray<HostCheckpoint> Checkpoints
    {
        get
        {
            lock (_lock)
            {
                return _checkpoints;
            }
        }
    }

    /// <summary>What the newest exploration of orders has found; null before the first.</summary>
    public TeardownExploration? LastExploration { get; set; }

    /// <summary>Lets the calling thread work for this session although it has no runspace, or one of its own.</summary>
    public void Adopt() => s_adopted = this;

    /// <summary>Lets another runspace work in this session, for as long as that runspace lives.</summary>
    public void Share(Runspace runspace) => s_sessions.AddOrUpdate(runspace, this);

    /// <summary>Finds a host by its name, in any case.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out RealmHost? host)
    {
        host = Hosts.FirstOrDefault(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase));
        return host is not null;
    }

    /// <summary>The host that a reference means.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostNotFound"/>.</exception>
    public RealmHost Resolve(RealmHostReference reference)
    {
        if (reference.Host is not null)
        {
            return reference.Host;
        }

        return TryGet(reference.Name, out RealmHost? host) ? host : throw new HostException(
            FailureId.HostNotFound, $"This session has no host named '{reference.Name}'.",
            "Get-RealmHost lists them; a host of another session comes as an object, for example -RealmHost $using:server.", reference.Name);
    }

    /// <summary>Adds a host.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostExists"/>.</exception>
    public void Add(RealmHost host, bool makeDefault)
    {
        lock (_lock)
        {
            ThrowIfTaken(host.Name);
            _hosts = _hosts.Add(host);
            if (makeDefault)
            {
                _default = host;
            }
        }
    }

    /// <summary>Makes a host of this session the default.</summary>
    public void Prefer(RealmHost host)
    {
        lock (_lock)
        {
            _default = _hosts.Contains(host) ? host : _default;
        }
    }

    /// <summary>Refuses a name that a host of this session has.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostExists"/>.</exception>
    public void ThrowIfTaken(string name)
    {
        if (TryGet(name, out RealmHost? other))
        {
            throw new HostException(
                FailureId.HostExists, $"A host named '{other.Name}' is connected already.",
                $"Give another -Name, or disconnect it first: Disconnect-RealmHost '{other.Name}'.", other);
        }
    }

    /// <summary>The default host; a simulated one is made when nothing was ever connected or all was disconnected.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostNotFound"/>: there are hosts, but none is the default.</exception>
    public RealmHost GetOrMakeDefault(OperationContext context)
    {
        lock (_lock)
        {
            if (_default is not null)
            {
                return _default;
            }

            if (!_hosts.IsEmpty)
            {
                throw new HostException(
                    FailureId.HostNotFound, "No host of this session is the default.",
                    $"Name one with -RealmHost, for example -RealmHost '{_hosts[0].Name}', or connect one without -NotDefault.");
            }

            RealmHost host = RealmHost.Connect(DefaultHostName, RmmStack.Build(new SimulatedRmm(RmmPlatform.Default)), context);
            Add(host, makeDefault: true);
            return host;
        }
    }

    /// <summary>Keeps a checkpoint.</summary>
    /// <exception cref="HostException"><see cref="FailureId.CheckpointExists"/>.</exception>
    public void Add(HostCheckpoint checkpoint)
    {
        lock (_lock)
        {
            if (_checkpoints.Any(other => other.IsNamed(checkpoint.HostName, checkpoint.Name)))
            {
                throw new HostException(
                    FailureId.CheckpointExists, $"Host '{checkpoint.HostName}' has a checkpoint '{checkpoint.Name}' already.", "Give another -Name.", checkpoint);
            }

            _checkpoints = _checkpoints.Add(checkpoint);
        }
    }

    /// <summary>Puts a host in the place of another of the same name, which is ended.</summary>
    public void Replace(RealmHost host, RealmHost successor)
    {
        lock (_lock)
        {
            bool isDefault = _default == host;
            End(host);
            _hosts = _hosts.Add(successor);
            _default = isDefault ? successor : _default;
        }
    }

    /// <summary>Ends a host, whose checkpoints go with it. It may be of another runspace, which then finds it closed.</summary>
    public void Remove(RealmHost host)
    {
        lock (_lock)
        {
            _checkpoints = _checkpoints.RemoveAll(checkpoint => string.Equals(checkpoint.HostName, host.Name, StringComparison.OrdinalIgnoreCase));
        }

        End(host);
    }

    /// <summary>Ends all hosts of the session.</summary>
    public void Close()
    {
        foreach (RealmHost host in Hosts)
        {
            Remove(host);
        }
    }

    private void End(RealmHost host)
    {
        host.Dispose();
        lock (_lock)
        {
            _hosts = _hosts.Remove(host);
            _default = _default == host ? null : _default;
        }

        host.Rmm.As<IDisposable>()?.Dispose();
        host.Rmm.As<AgentClient>()?.Dispose();
    }
}
