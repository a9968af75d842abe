using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Creating, activating and finding the realms of a host. Names are compared without regard to case.</summary>
public sealed class HostRealms
{
    private readonly HostCore _core;

    internal HostRealms(HostCore core) => _core = core;

    /// <summary>All realms, in the order of their creation.</summary>
    public ImmutableArray<Realm> All
    {
        get
        {
            using (_core.Enter(null))
            {
                return [.. _core.Realms.Select(_core.Show)];
            }
        }
    }

    /// <summary>A realm by name.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    public Realm Get(string name)
    {
        using (_core.Enter(null))
        {
            return _core.Show(_core.Find(name));
        }
    }

    /// <summary>A realm by name.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out Realm? realm)
    {
        using (_core.Enter(null))
        {
            RealmRecord? found = _core.Realms.Find(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase));
            realm = found is null ? null : _core.Show(found);
            return realm is not null;
        }
    }

    /// <summary>
    /// Creates a realm: RD and root tables are delegated, then REALM_CREATE (kvm-host.md §1.5). On failure exactly what was delegated
    /// is undelegated; what that fails for is leaked knowingly.
    /// </summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmExists"/>, <see cref="FailureId.NameInvalid"/>, <see cref="FailureId.ParameterInvalid"/>,
    /// <see cref="FailureId.LevelInvalid"/>, <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Create(RealmRequest request, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            return _core.Show(new RealmCreator(_core, request).Create());
        }
    }

    /// <summary>REALM_ACTIVATE.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RealmAlreadyActive"/>, <see cref="FailureId.RealmEnded"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Activate(string name, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord realm = _core.FindLiving(name);
            if (realm.State != RealmState.New)
            {
                throw new HostException(
                    FailureId.RealmAlreadyActive, $"Realm '{realm.Name}' is {realm.State}: a realm is activated once.",
                    "Enter its vCPUs with Invoke-RealmVcpu, or create a new realm.", realm.Name);
            }

            var call = new RmiRegisters(RmiCommand.RealmActivate, realm.Rd);
            HostCall? failure = _core.Calls.Require(ref call, CallTarget.Address(realm.Rd));
            realm.Unanswered = failure?.Unanswered is null ? null : RmiCommand.RealmActivate;
            if (failure is not null) throw _core.Failed(failure, $"Activating realm '{realm.Name}'", realm.Name);

            realm.State = RealmState.Active;
            return _core.Show(realm);
        }
    }

    /// <summary>REALM_TERMINATE (RMI 2.0); a realm that is terminated already stays so.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.NotInProfile"/> under RMI 1.0, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Realm Terminate(string name, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord realm = _core.Find(name);
            HostCall? failure = new TeardownActions(_core, realm).Terminate();
            if (failure is not null) throw _core.Failed(failure, $"Terminating realm '{realm.Name}'", realm.Name);
            return _core.Show(realm);
        }
    }
}
