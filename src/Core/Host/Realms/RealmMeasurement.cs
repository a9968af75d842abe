using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A measurement of a realm. Source: rmm-behaviour.md §5.1.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Slot">0 for the realm initial measurement (RIM), 1…4 for the extensible ones (REM).</param>
/// <param name="Algorithm">Algorithm of the digest.</param>
/// <param name="Digest">The digest: 32, 48 or 64 bytes.</param>
public sealed record RealmMeasurement(string RealmName, int Slot, RealmHashAlgorithm Algorithm, ImmutableArray<byte> Digest)
{
    private const int SlotCount = 5;
    private const int LongestDigest = 64;

    /// <summary><c>RIM</c>, or <c>REM1</c> to <c>REM4</c>.</summary>
    public string Name => Slot == 0 ? "RIM" : $"REM{Slot}";

    /// <summary>The digest in hexadecimal.</summary>
    public string Hex => Convert.ToHexStringLower(Digest.AsSpan());

    /// <summary>All measurements of a realm, the RIM first; what a simulator tells, and only the realm itself could ask of another RMM.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NotSimulated"/>; <see cref="FailureId.RealmEnded"/>: the realm was destroyed.</exception>
    public static ImmutableArray<RealmMeasurement> Read(RealmHost host, Realm realm)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(realm);
        IRmmDiagnostics diagnostics = host.Rmm.As<IRmmDiagnostics>() ?? throw new HostException(
            FailureId.NotSimulated, $"The RMM of '{host.Name}' does not tell a host the measurements of '{realm.Name}'.",
            "Ask inside the realm with RSI_MEASUREMENT_READ, or use a simulated host.", realm);

        var measurements = ImmutableArray.CreateBuilder<RealmMeasurement>(SlotCount);
        Span<byte> digest = stackalloc byte[LongestDigest];
        for (int slot = 0; slot < SlotCount; slot++)
        {
            if (!diagnostics.TryGetMeasurement(realm.Rd.Value, slot, digest, out int length))
            {
                throw new HostException(
                    FailureId.RealmEnded, $"The RMM has no realm '{realm.Name}' any more, and so no measurement of it.", "Ask before the realm is destroyed.", realm);
            }

            measurements.Add(new RealmMeasurement(realm.Name, slot, realm.HashAlgorithm, [.. digest[..length]]));
        }

        return measurements.MoveToImmutable();
    }

    /// <summary>For example <c>RIM sha256:0a1b…</c>.</summary>
    public override string ToString() => $"{Name} {Algorithm.ToString().ToLowerInvariant()}:{Hex}";
}
