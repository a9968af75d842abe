using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A simulated host as it was at one moment, with all realms and all memory. It shares everything that has not changed since.</summary>
public sealed class HostCheckpoint
{
    private readonly RealmHost _state;

    private HostCheckpoint(RealmHost state, string name)
    {
        _state = state;
        Name = name;
        Realms = state.Realms.All;
        CallCount = state.CallCount;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The host.</summary>
    public string HostName => _state.Name;

    /// <summary>The realms it holds.</summary>
    public ImmutableArray<Realm> Realms { get; }

    /// <summary>RMI calls the host had made.</summary>
    public long CallCount { get; }

    /// <summary>Takes a checkpoint; the host goes on unchanged.</summary>
    /// <param name="host">The host.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="HostException"><see cref="FailureId.NotSimulated"/>: the RMM cannot be copied.</exception>
    public static HostCheckpoint Take(RealmHost host, string name)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new HostCheckpoint(host.Fork(), name);
    }

    /// <summary>A host in this state, which may be taken any number of times.</summary>
    /// <param name="stack">What to put before its RMM; null for nothing.</param>
    public RealmHost Restore(Func<IRmm, IRmm>? stack = null) => _state.Fork(stack);

    /// <summary>Whether this is a host's checkpoint of a name, in any case.</summary>
    public bool IsNamed(string host, string name) =>
        string.Equals(HostName, host, StringComparison.OrdinalIgnoreCase) && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>For example <c>sim at before: 2 realms, 1042 calls</c>.</summary>
    public override string ToString() => $"{HostName} at {Name}: {Realms.Length} realms, {CallCount} calls";
}
