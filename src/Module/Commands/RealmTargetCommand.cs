using RealmTools.Host;
using RealmTools.Module.Arguments;

namespace RealmTools.Module.Commands;

/// <summary>A command that works on realms: by name, by wildcard, or as objects that other commands returned.</summary>
public abstract class RealmTargetCommand : RealmHostCommand
{
    /// <summary>The realms to work on.</summary>
    private protected abstract RealmReference[] Targets { get; }

    /// <inheritdoc/>
    protected override void Process() => Perform(
    [
        .. from target in Targets
           from host in HostsOf(target)
           select new HostTask(host, target.Realm ?? (object)target.Name, its => Process(its, target)),
    ]);

    /// <summary>What the command does for one realm.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="realm">The realm as it is now.</param>
    protected abstract void ProcessRealm(RealmHost host, Realm realm);

    // A realm knows its host; only a name needs the default.
    private IEnumerable<RealmHostReference?> HostsOf(RealmReference target) => (RealmHost.Length, target) switch
    {
        (0, { Realm: { } realm }) => [new RealmHostReference(realm.HostName)],
        (0, { Host: { } host }) => [new RealmHostReference(host)],
        _ => NamedHosts(),
    };

    private void Process(RealmHost host, RealmReference target)
    {
        foreach (Realm realm in target.Find(host))
        {
            Perform(realm, () => ProcessRealm(host, realm));
        }
    }
}
