using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Progress of RSI_MEM_SET_PERM_INDEX over the trees of a realm with a tree per plane: IPA in bits 63:12, tree in 11:0.</summary>
/// <param name="Word">As the realm passes it on from call to call; 0 before the first and after the last.</param>
internal readonly record struct PermissionCookie(ulong Word)
{
    /// <summary>Whether there is nothing to go on with.</summary>
    internal bool IsNone => Word == 0;

    /// <summary>The tree that is being changed.</summary>
    internal int Tree => (int)(Word & (Granule.Size - 1));

    private ulong Start => Granule.AlignDown(Word);

    internal static PermissionCookie At(ulong ipa, int tree) => new(Granule.AlignDown(ipa) | (uint)tree);

    /// <summary>Whether a call that starts at an IPA may pass this cookie.</summary>
    internal bool IsValidFor(RealmDescriptor realm, ulong ipa) =>
        IsNone || (realm.TreePerPlane && Start == ipa && Tree < realm.Planes);

    /// <summary>Where the realm goes on: in this tree at <paramref name="reached"/>, or at the start of the next one, or nowhere.</summary>
    internal (ulong Ipa, PermissionCookie Cookie) After(ulong reached, ulong top, int trees)
    {
        if (reached != top) return (reached, At(reached, Tree));
        return Tree + 1 < trees ? (Start, At(Start, Tree + 1)) : (reached, default);
    }
}
