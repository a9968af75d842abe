using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>A realm's request to change RIPAS: rec.set_ripas (§1.6).</summary>
internal struct RipasRequest
{
    internal ulong Base;
    internal ulong Top;

    /// <summary>How far RTT_SET_RIPAS got; keeps its value when the request is completed.</summary>
    internal ulong Address;

    internal Ripas Value;

    /// <summary>Whether DESTROYED entries may change.</summary>
    internal bool ChangeDestroyed;

    internal readonly bool IsPending => Base != Top;
}
