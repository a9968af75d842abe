using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>One of a realm's translation trees, and the status with which walks of it fail.</summary>
/// <param name="Realm">The realm.</param>
/// <param name="Index">0 for the primary tree.</param>
internal readonly record struct RttTree(RealmDescriptor Realm, int Index)
{
    internal const int PrimaryIndex = 0;

    internal RmiStatus WalkError => Index == PrimaryIndex ? RmiStatus.ErrorRtt : RmiStatus.ErrorRttAux;

    internal static RttTree Primary(RealmDescriptor realm) => new(realm, PrimaryIndex);
}
