namespace RealmTools.Rmm;

/// <summary>A realm's request to change stage 2 permissions: rec.set_s2ap (§1.6).</summary>
internal struct PermissionRequest
{
    internal ulong Base;
    internal ulong Top;

    /// <summary>How far RTT_SET_S2AP got.</summary>
    internal ulong Address;

    /// <summary>Overlay permission index.</summary>
    internal int Index;

    /// <summary>The realm's cookie: tree that has been done.</summary>
    internal ulong Cookie;
}
