using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Runs a vCPU of a realm, with what the realm shall do where the RMM is simulated.</summary>
/// <remarks>A simulator has one queue of actions for all its realms: two runners at a time mix theirs.</remarks>
public sealed class VcpuRunner
{
    private readonly RealmHost _host;
    private readonly Realm _realm;
    private readonly int _index;
    private readonly OperationContext _context;
    private readonly ExitServant _servant;
    private readonly IRealmScript? _script;

    /// <summary>A runner.</summary>
    /// <param name="host">The host.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="index">Index of the vCPU.</param>
    /// <param name="context">How to stop it and who watches.</param>
    public VcpuRunner(RealmHost host, Realm realm, int index, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(realm);
        _host = host;
        _realm = realm;
        _index = index;
        _context = context ?? OperationContext.None;
        _servant = new ExitServant(host, realm, index, _context);
        _script = host.Rmm.As<IRealmScript>();
    }

    /// <summary>Queues what the realm shall do and enters the vCPU once; what is left in the queue comes at the next entry.</summary>
    /// <exception cref="HostException">As <see cref="HostVcpus.Enter"/>; <see cref="FailureId.NotSimulated"/>.</exception>
    public RecExit Enter(IEnumerable<GuestAction> actions, RecEntry? entry = null)
    {
        ArgumentNullException.ThrowIfNull(actions);
        foreach (GuestAction action in actions)
        {
            Queue(action);
        }

        return EnterOnce(entry);
    }

    /// <summary>
    /// Lets the realm do one thing after the other and serves its exits as a host does, until it stops or asks for something the host
    /// has no answer to. The exits come as they are made, each with the answer that it got.
    /// </summary>
    /// <exception cref="HostException">As <see cref="Enter"/>.</exception>
    public IEnumerable<RecExit> Run(IEnumerable<GuestAction> actions, RecEntry? entry = null)
    {
        ArgumentNullException.ThrowIfNull(actions);
        using IEnumerator<GuestAction> script = actions.GetEnumerator();
        bool hasMore = QueueNext(script);
        while (true)
        {
            RecExit exit = EnterOnce(entry);
            if (exit.Reason == RecExitReason.Fiq && hasMore)
            {
                // The queue is empty, or an FIQ was in it: either way the realm goes on with the next action.
                if (exit.Results.Length > 0) yield return exit;
                hasMore = QueueNext(script);
                entry = RecEntry.Plain;
                continue;
            }

            (string answer, entry) = _servant.Serve(exit);
            yield return exit with { Answer = answer };
            if (answer.Length == 0) yield break;
        }
    }

    private RecExit EnterOnce(RecEntry? entry)
    {
        RecExit exit = _host.Vcpus.Enter(_realm.Name, _index, entry, _context);
        if (_script is null) return exit;

        var results = ImmutableArray.CreateBuilder<RealmSmcResult>();
        while (_script.TryTakeSmcResult(out RealmSmcResult? result))
        {
            results.Add(result);
        }

        return results.Count == 0 ? exit : exit with { Results = results.ToImmutable() };
    }

    private bool QueueNext(IEnumerator<GuestAction> script)
    {
        while (script.MoveNext())
        {
            if (Queue(script.Current)) return true;
        }

        return false;
    }

    /// <returns>False when the RMM would see nothing of the action: memory that is mapped does not fault.</returns>
    private bool Queue(GuestAction action)
    {
        if (_script is null)
        {
            throw new HostException(
                FailureId.NotSimulated, $"The RMM of '{_host.Name}' runs real realms: it cannot be told that a realm shall {action}.",
                "Leave the actions out, or use a simulated host.", _realm);
        }

        if (action.Access is { } ipa && _servant.IsMapped(ipa)) return false;

        foreach (RealmAction part in action.Actions)
        {
            _script.Enqueue(part);
        }

        return true;
    }
}
