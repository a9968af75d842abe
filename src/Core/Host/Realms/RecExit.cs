using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Why a vCPU came back to the host and what it says. Fields that the reason does not use are zero.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="VcpuIndex">The vCPU.</param>
/// <param name="Reason">Why it came back.</param>
/// <param name="Syndrome">Syndrome of a synchronous exception or SError.</param>
/// <param name="FaultAddress">Faulting address; of an emulatable access its page offset.</param>
/// <param name="FaultIpa">Faulting IPA without page offset.</param>
/// <param name="Registers">X0…X30 as far as the realm shows them.</param>
/// <param name="RipasBase">First IPA of a RIPAS change.</param>
/// <param name="RipasTop">End of a RIPAS change.</param>
/// <param name="RipasValue">RIPAS that the realm asks for.</param>
/// <param name="HostCallImmediate">Immediate of a host call.</param>
public sealed record RecExit(
    string RealmName,
    int VcpuIndex,
    RecExitReason Reason,
    ExceptionSyndrome Syndrome,
    ulong FaultAddress,
    Ipa FaultIpa,
    ImmutableArray<ulong> Registers,
    Ipa RipasBase,
    Ipa RipasTop,
    Ripas RipasValue,
    uint HostCallImmediate)
{
    /// <summary>What calls returned to the realm since the last exit that asked; a simulated RMM tells.</summary>
    public ImmutableArray<RealmSmcResult> Results { get; init; } = [];

    /// <summary>How the host served the exit; empty when it did not.</summary>
    public string Answer { get; init; } = string.Empty;

    /// <summary>The exit in words: <c>SYNC data abort (0x24) at 0x40000000</c>.</summary>
    public override string ToString() => Reason switch
    {
        RecExitReason.Sync => $"SYNC {Syndrome} at {FaultIpa}",
        RecExitReason.SError => $"SERROR {Syndrome}",
        RecExitReason.RipasChange => $"RIPAS_CHANGE {RipasBase}-{RipasTop} to {RipasValue}",
        RecExitReason.HostCall => $"HOST_CALL {HostCallImmediate}",
        RecExitReason.Psci => $"PSCI 0x{(Registers.IsDefaultOrEmpty ? 0 : Registers[0]):x}",
        _ => Reason.ToString().ToUpperInvariant(),
    };
}
