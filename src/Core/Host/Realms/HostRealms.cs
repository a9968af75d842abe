using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace RealmTools.Host;

/// <summary>Creating, activating and finding the realms of a host. Names are compared without regard to case.</summary>
public sealed class HostRealms
{
    /// <summary>All realms, in the order of their creation.</summary>
    public ImmutableArray<Realm> All => throw new NotSupportedException("Not built yet.");

    /// <summary>A realm by name.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public Realm Get(string name) => throw new NotSupportedException("Not built yet.");

    /// <summary>A realm by name.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out Realm? realm) => throw new NotSupportedException("Not built yet.");

    /// <summary>
    /// Creates a realm: RD and root tables are delegated, then REALM_CREATE (kvm-host.md §1.5). On failure exactly what was delegated
    /// is undelegated; what that fails for is leaked knowingly.
    /// </summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmExists"/>, <see cref="FailureId.NameInvalid"/>, <see cref="FailureId.ParameterInvalid"/>,
    /// <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Create(RealmRequest request, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>REALM_ACTIVATE.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RealmAlreadyActive"/>, <see cref="FailureId.RealmEnded"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Activate(string name, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>REALM_TERMINATE (RMI 2.0); a realm that is terminated already stays so.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.NotInProfile"/> under RMI 1.0, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Terminate(string name, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");
}
