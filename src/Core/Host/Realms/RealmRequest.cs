using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What a new realm shall be like.</summary>
/// <param name="Name">Its name: not empty, no control characters, no wildcards.</param>
public sealed record RealmRequest(string Name)
{
    /// <summary>IPA width in bits, 32 up to what the RMM offers; without a value 40, or the widest offered when that is less.</summary>
    public int? IpaBits { get; init; }

    /// <summary>RTT start level; without a value the deepest that needs at most 16 root tables, as KVM chooses.</summary>
    public int? StartLevel { get; init; }

    /// <summary>Algorithm of its measurements.</summary>
    public RealmHashAlgorithm HashAlgorithm { get; init; } = RealmHashAlgorithm.Sha256;

    /// <summary>Realm personalization value, at most 64 bytes, padded with zeros.</summary>
    public ImmutableArray<byte> PersonalizationValue { get; init; } = [];

    /// <summary>Whether stage 2 uses LPA2; needs an RMM that offers it, and is implied by more than 48 IPA bits.</summary>
    public bool Lpa2 { get; init; }

    /// <summary>SVE vector length in quadwords − 1; null for no SVE.</summary>
    public int? SveVectorLength { get; init; }

    /// <summary>PMU counters; null for no PMU.</summary>
    public int? PmuCounters { get; init; }

    /// <summary>Breakpoints − 1 as RmiRealmParams has it; without a value the most the RMM offers.</summary>
    public int? Breakpoints { get; init; }

    /// <summary>Watchpoints − 1 as RmiRealmParams has it; without a value the most the RMM offers.</summary>
    public int? Watchpoints { get; init; }

    /// <summary>VMID; RMI 1.0 only, where the host chooses it. Without a value the lowest that is free.</summary>
    public int? Vmid { get; init; }
}
