using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Something a scripted realm does: an access, a call, an interrupt. Simulated RMMs only.</summary>
/// <param name="Text">What it does, in words.</param>
/// <param name="Actions">What the RMM sees of it.</param>
/// <param name="Access">The IPA of an access. It faults only where nothing is mapped; null for other actions.</param>
public sealed record GuestAction(string Text, ImmutableArray<RealmAction> Actions, Ipa? Access = null)
{
    // ESR_EL2 (Arm ARM): exception class in bits 31:26, IL 25, ISV 24, SAS 23:22, SRT 20:16, SF 15, WnR 6, fault status 5:0.
    private const ulong DataAbort = 0x24ul << 26;
    private const ulong InstructionAbort = 0x20ul << 26;
    private const ulong WaitForInterrupt = 0x01ul << 26;
    private const ulong InstructionLength = 1ul << 25;
    private const ulong SyndromeValid = 1ul << 24;
    private const ulong SixtyFourBit = 1ul << 15;
    private const ulong WriteNotRead = 1ul << 6;
    private const ulong TranslationFaultLevel3 = 7;
    private const int ZeroRegister = 31;
    private const int ValueRegister = 4;
    private const int KeptRegister = 20;

    /// <summary>A load; the value goes to X<paramref name="register"/>, which calls leave alone from X18 on.</summary>
    /// <param name="ipa">Its address.</param>
    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    /// <param name="register">0…30.</param>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>.</exception>
    public static GuestAction Read(Ipa ipa, int size = sizeof(ulong), int register = KeptRegister) => new(
        $"read {size} bytes at {ipa}", [Abort(DataAbort | Transfer(size, register), ipa)], ipa);

    /// <summary>A store.</summary>
    /// <param name="ipa">Its address.</param>
    /// <param name="value">What is stored. A value other than 0 is first brought into X4, by a PSCI_VERSION call that leaves it there.</param>
    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>.</exception>
    public static GuestAction Write(Ipa ipa, ulong value, int size = sizeof(ulong))
    {
        RealmAction store = Abort(DataAbort | WriteNotRead | Transfer(size, value == 0 ? ZeroRegister : ValueRegister), ipa);
        string text = $"write 0x{value:x} in {size} bytes at {ipa}";
        return value == 0 ? new(text, [store], ipa) : new(text, [RealmAction.Smc((uint)PsciCommand.Version, 0, 0, 0, value), store], ipa);
    }

    /// <summary>An instruction fetch.</summary>
    public static GuestAction Execute(Ipa ipa) => new($"execute at {ipa}", [Abort(InstructionAbort, ipa)], ipa);

    /// <summary>An RSI call.</summary>
    public static GuestAction Call(RsiCommand command, params ReadOnlySpan<ulong> arguments) => new(
        Words($"RSI {command}", arguments), [RealmAction.Smc([(uint)command, .. arguments])]);

    /// <summary>A PSCI call.</summary>
    public static GuestAction Call(PsciCommand command, params ReadOnlySpan<ulong> arguments) => new(
        Words($"PSCI {command}", arguments), [RealmAction.Smc([(uint)command, .. arguments])]);

    /// <summary>An SMC with any function ID.</summary>
    public static GuestAction Smc(ulong functionId, params ReadOnlySpan<ulong> arguments) => new(
        Words($"SMC 0x{functionId:x}", arguments), [RealmAction.Smc([functionId, .. arguments])]);

    /// <summary>An interrupt arrives while the realm runs.</summary>
    public static GuestAction Interrupt(bool isFiq = false) => new(isFiq ? "FIQ" : "IRQ", [isFiq ? RealmAction.Fiq : RealmAction.Irq]);

    /// <summary>WFI or WFE, trapped.</summary>
    public static GuestAction Wait(bool forEvent = false) => new(
        forEvent ? "WFE" : "WFI", [RealmAction.Sync(WaitForInterrupt | InstructionLength | (forEvent ? 1u : 0u))]);

    /// <summary>A synchronous exception with registers as given.</summary>
    public static GuestAction Exception(ulong esr, ulong far = 0, ulong hpfar = 0) => new($"exception 0x{esr:x}", [RealmAction.Sync(esr, far, hpfar)]);

    /// <summary>An SError.</summary>
    public static GuestAction SError(ulong esr) => new($"SError 0x{esr:x}", [RealmAction.SError(esr)]);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static RealmAction Abort(ulong syndrome, Ipa ipa) => RealmAction.Sync(
        syndrome | InstructionLength | TranslationFaultLevel3, ipa.Value, Granule.AlignDown(ipa.Value) >> 8);

    private static ulong Transfer(int size, int register)
    {
        if (size is not (1 or 2 or 4 or 8))
            throw Invalid("size of an access", size, "1, 2, 4 or 8 bytes");
        if (register is < 0 or > ZeroRegister)
            throw Invalid("register of an access", register, "0 to 30");
        ulong sizeCode = (ulong)System.Numerics.BitOperations.Log2((uint)size);
        return SyndromeValid | (sizeCode << 22) | ((ulong)register << 16) | (size == sizeof(ulong) ? SixtyFourBit : 0);
    }

    private static HostException Invalid(string what, int value, string allowed) => new(
        FailureId.ParameterInvalid, $"The {what} cannot be {value}.", $"Use {allowed}.", value);

    private static string Words(string call, ReadOnlySpan<ulong> arguments)
    {
        string text = call;
        foreach (ulong argument in arguments)
        {
            text += $" 0x{argument:x}";
        }

        return text;
    }
}
