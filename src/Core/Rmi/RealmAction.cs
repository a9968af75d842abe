using System.Collections.Immutable;

namespace RealmTools.Rmi;

/// <summary>One thing a scripted realm does when a REC runs. Source: formats/rmi-trace.md, <c>realm</c> records.</summary>
/// <param name="Kind">SMC or exception.</param>
/// <param name="Registers">SMC: x0 (function ID) and up, at most 18; registers left out are zero.</param>
/// <param name="Esr">Exception: syndrome.</param>
/// <param name="Far">Synchronous exception: faulting virtual address.</param>
/// <param name="Hpfar">Synchronous exception: faulting IPA, IPA bits 51:12 in bits 43:4.</param>
public sealed record RealmAction(RealmActionKind Kind, ImmutableArray<ulong> Registers, ulong Esr = 0, ulong Far = 0, ulong Hpfar = 0)
{
    /// <summary>The most registers an SMC sets: x0…x17.</summary>
    public const int MaximumRegisters = 18;

    /// <summary>The realm takes an IRQ.</summary>
    public static RealmAction Irq { get; } = new(RealmActionKind.Irq, []);

    /// <summary>The realm takes an FIQ.</summary>
    public static RealmAction Fiq { get; } = new(RealmActionKind.Fiq, []);

    /// <summary>The realm makes an SMC: an RSI or PSCI call.</summary>
    public static RealmAction Smc(params ReadOnlySpan<ulong> registers) => new(RealmActionKind.Smc, [.. registers]);

    /// <summary>The realm takes a synchronous exception.</summary>
    public static RealmAction Sync(ulong esr, ulong far = 0, ulong hpfar = 0) => new(RealmActionKind.Sync, [], esr, far, hpfar);

    /// <summary>The realm takes an SError.</summary>
    public static RealmAction SError(ulong esr) => new(RealmActionKind.SError, [], esr);
}
