using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What the RMM knows of a REC; the content of its granule (§1.6, §10.1).</summary>
internal sealed class Rec : OwnedNode
{
    internal const int GprCount = RecRun.GprCount;

    /// <summary>Number of the register that reads as zero.</summary>
    internal const int ZeroRegister = 31;

    /// <summary>PA of the REC granule.</summary>
    internal required ulong Address;

    /// <summary>PA of the owning realm's RD.</summary>
    internal required ulong Rd;

    /// <summary>Index in the realm.</summary>
    internal required int Index;

    /// <summary>PAs of the auxiliary granules.</summary>
    internal required ulong[] Auxiliary;

    internal ulong Mpidr;
    internal bool Runnable;
    internal bool Running;
    internal PendingRequest Pending;

    /// <summary>x0…x30. There is no PC: a scripted realm executes no instructions.</summary>
    internal ulong[] Gprs = new ulong[GprCount];

    /// <summary>An RSI_HOST_CALL waits for its results; x1 holds the IPA of its structure.</summary>
    internal bool HostCallPending;

    /// <summary>RIPAS change that the realm asked for; base and top 0 when there is none.</summary>
    internal RipasRequest Ripas;

    /// <summary>Permission change that the realm asked for.</summary>
    internal PermissionRequest Permission;

    /// <summary>Syndrome of the last exit, 0 when it was not a synchronous exception; ISV only when the host has seen it.</summary>
    internal ulong LastEsr;

    /// <summary>HPFAR_EL2 of the last exit.</summary>
    internal ulong LastHpfar;

    /// <summary>SMC whose result reaches the realm at the next entry; 0 for none.</summary>
    internal ulong PendingSmc;

    internal override OwnedNode CopyFor(object owner)
    {
        var copy = (Rec)MemberwiseClone();
        copy.Owner = owner;
        copy.Gprs = (ulong[])Gprs.Clone();
        return copy;
    }
}
