namespace RealmTools.Rmm;

/// <summary>What the RMM knows of a realm; the content of its RD granule (§10.1).</summary>
internal sealed class RealmDescriptor : OwnedNode
{
    internal const int MaximumTrees = 4;

    /// <summary>PA of the RD granule.</summary>
    internal required ulong Address;

    internal required int IpaBits;
    internal required int StartLevel;
    internal required int RootCount;

    /// <summary>PA of the first root table of each tree, the primary tree first.</summary>
    internal required ulong[] Roots;

    internal required RealmMeasurements Measurements;
    internal required int[] Vmids;
    internal required OverlayPermissions Permissions;

    internal RealmState State;
    internal bool Lpa2;
    internal bool TreePerPlane;
    internal bool IndirectPermissions;
    internal bool DeviceAssignment;
    internal int AuxiliaryPlanes;
    internal ulong AtsPlane;
    internal int MecId;
    internal byte[] PersonalizationValue = new byte[64];

    /// <summary>RECs that exist: the RD granule's reference count.</summary>
    internal int RecReferences;

    /// <summary>RECs ever created; the next one must have this index.</summary>
    internal int RecCount;

    /// <summary>RECs inside REC_ENTER.</summary>
    internal int RunningRecs;

    /// <summary>Planes, plane 0 included.</summary>
    internal int Planes => AuxiliaryPlanes + 1;

    /// <summary>The stage 2 context that plane 0 runs in (§1.9).</summary>
    internal ulong ContextOfPlane0 => AuxiliaryPlanes == 0 ? 0ul : 1;

    /// <summary>Trees: one, or one per plane.</summary>
    internal int Trees => TreePerPlane ? Planes : 1;

    /// <summary>Bytes of IPA space.</summary>
    internal ulong IpaSize => 1ul << IpaBits;

    /// <summary>End of the protected half.</summary>
    internal ulong ProtectedTop => 1ul << (IpaBits - 1);

    internal bool IsProtected(ulong ipa) => ipa < ProtectedTop;

    internal ulong RootOf(int tree) => Roots[tree];

    internal override OwnedNode CopyFor(object owner)
    {
        var copy = (RealmDescriptor)MemberwiseClone();
        copy.Owner = owner;
        copy.Measurements = Measurements.Clone();
        copy.Permissions = Permissions.Clone();
        return copy;
    }
}
