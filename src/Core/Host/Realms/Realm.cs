using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A realm as the host knows it at one moment.</summary>
/// <param name="Name">Its name, unique in the host, compared without regard to case.</param>
/// <param name="Number">Its number in the host, from 1, never given twice.</param>
/// <param name="HostName">Name of the host.</param>
/// <param name="State">Its state.</param>
/// <param name="Geometry">Its IPA space.</param>
/// <param name="HashAlgorithm">Algorithm of its measurements.</param>
/// <param name="Vcpus">Its vCPUs by index.</param>
/// <param name="Memory">Its memory in IPA order.</param>
/// <param name="GranulesHeld">Granules that it holds, leaked ones included.</param>
/// <param name="GranulesLeaked">Granules that a failed call has lost.</param>
public sealed record Realm(
    string Name,
    int Number,
    string HostName,
    RealmState State,
    RealmGeometry Geometry,
    RealmHashAlgorithm HashAlgorithm,
    ImmutableArray<Vcpu> Vcpus,
    ImmutableArray<RealmMemory> Memory,
    long GranulesHeld,
    long GranulesLeaked)
{
    /// <summary>What it was asked to be like; null where another than the host made this object.</summary>
    internal RealmRequest? Request { get; init; }

    /// <summary>PA of the realm descriptor.</summary>
    public PhysicalAddress Rd => Geometry.Rd;

    /// <summary>VMID that the host chose; null where the RMM chooses it, since RMI 2.0.</summary>
    public int? Vmid { get; init; }

    /// <summary>IPA width in bits.</summary>
    public int IpaBits => Geometry.IpaBits;

    /// <summary>Private bytes mapped.</summary>
    public ByteSize PrivateSize => Sum(RealmMemoryKind.Private);

    /// <summary>Shared bytes mapped.</summary>
    public ByteSize SharedSize => Sum(RealmMemoryKind.Shared);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({State})";

    private ByteSize Sum(RealmMemoryKind kind)
    {
        ulong bytes = 0;
        foreach (RealmMemory memory in Memory)
        {
            bytes += memory.Kind == kind ? memory.Size.Bytes : 0;
        }

        return new ByteSize(bytes);
    }
}
