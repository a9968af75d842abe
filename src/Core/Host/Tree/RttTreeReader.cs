using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Reads the tree of a realm with RTT_READ_ENTRY, as any host could.</summary>
/// <param name="rmm">The RMM.</param>
/// <param name="geometry">The realm.</param>
public sealed class RttTreeReader(IRmm rmm, RealmGeometry geometry)
{
    /// <summary>The RMM that is asked.</summary>
    public IRmm Rmm { get; } = rmm;

    /// <summary>The realm that is read.</summary>
    public RealmGeometry Geometry { get; } = geometry;

    /// <summary>The entries in IPA order, a table before what it translates.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RmiFailed"/>: the RMM refused a read, for example because the realm is gone.</exception>
    public IEnumerable<RttEntry> Read(RttTreeOptions? options = null) => throw new NotSupportedException("Not built yet.");
}
