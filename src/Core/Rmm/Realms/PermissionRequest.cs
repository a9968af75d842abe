namespace RealmTools.Rmm;

/// <summary>A realm's request to change stage 2 permissions: rec.set_s2ap (§1.6). All zero when there is none.</summary>
internal struct PermissionRequest
{
    /// <summary>How far RTT_SET_S2AP got.</summary>
    internal ulong Base;

    internal ulong Top;

    /// <summary>Overlay permission index.</summary>
    internal int Index;

    /// <summary>With a tree per plane: which tree, and where the realm's range began.</summary>
    internal PermissionCookie Cookie;

    internal readonly bool IsPending => Base != 0 || Top != 0;
}
