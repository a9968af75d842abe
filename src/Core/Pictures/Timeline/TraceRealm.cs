using RealmTools.Host;

namespace RealmTools.Pictures;

/// <summary>A realm that a trace tells of, from REALM_CREATE to its end or the end of the trace.</summary>
/// <param name="Number">Its number among the realms of the trace, from 1 in the order of their creation.</param>
/// <param name="Geometry">Its IPA space.</param>
/// <param name="FirstLine">Line of its REALM_CREATE.</param>
public sealed record TraceRealm(int Number, RealmGeometry Geometry, long FirstLine)
{
    /// <summary>Line of the last call about it.</summary>
    public long LastLine { get; internal set; } = FirstLine;

    /// <inheritdoc/>
    public override string ToString() => $"realm {Number}: RD {Geometry.Rd}, lines {FirstLine}-{LastLine}";
}
