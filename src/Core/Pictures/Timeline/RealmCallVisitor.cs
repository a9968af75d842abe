using RealmTools.Rmi;

namespace RealmTools.Pictures;

/// <summary>Told of the calls of a replayed trace.</summary>
internal abstract class RealmCallVisitor
{
    private int _realms;

    /// <summary>A number for a realm that was created.</summary>
    internal int NextNumber() => ++_realms;

    /// <summary>A realm was created; its REALM_CREATE is told next.</summary>
    internal virtual void Created(TraceRealm realm)
    {
    }

    /// <summary>A call about a realm is about to be made.</summary>
    internal virtual void Before(TraceRealm realm, IRmm rmm, long line)
    {
    }

    /// <summary>A call about a realm was made that may change it.</summary>
    internal abstract void After(TraceRealm realm, IRmm rmm, RealmCall call);

    /// <summary>Another call was made.</summary>
    internal virtual void Other(RmiCommandInfo command)
    {
    }
}
