namespace RealmTools.Rmm;

/// <summary>The fields of ESR_EL2 and HPFAR_EL2 that the RMM looks at or passes on. Source: Arm ARM, ESR_EL2; §4.11.</summary>
internal static class Syndrome
{
    internal const ulong WaitClass = 0x01;
    internal const ulong HypervisorCallClass = 0x16;
    internal const ulong FloatingPointClass = 0x07;
    internal const ulong SystemRegisterClass = 0x18;
    internal const ulong SveClass = 0x19;
    internal const ulong SmeClass = 0x1D;
    internal const ulong InstructionAbortClass = 0x20;
    internal const ulong DataAbortClass = 0x24;

    internal const ulong ClassMask = 0x3Ful << ClassShift;
    internal const ulong InstructionLength = 1ul << 25;

    /// <summary>Abort: the fields from <see cref="AccessSize"/> on are valid, so that the host can emulate the access.</summary>
    internal const ulong Valid = 1ul << 24;
    internal const ulong SixtyFourBit = 1ul << 15;
    internal const ulong SignExtend = 1ul << 21;
    internal const ulong Write = 1ul << 6;
    internal const ulong AccessSizeMask = 3ul << AccessSizeShift;

    internal const ulong FaultMask = 0x3F;
    internal const ulong TranslationFault = 0x04;
    internal const ulong TranslationFaultLevelMinus1 = 0x2B;
    internal const ulong PermissionFault = 0x0C;

    /// <summary>What the host sees of an abort that it cannot emulate: EC, SET, FnV, EA, FSC.</summary>
    internal const ulong AbortMask = ClassMask | 3ul << 11 | 1ul << 10 | 1ul << 9 | FaultMask;

    /// <summary>What it sees of one that it can: ISV, SAS, SF, WnR as well.</summary>
    internal const ulong EmulatableAbortMask = AbortMask | Valid | AccessSizeMask | SixtyFourBit | Write;

    /// <summary>What it sees of a trapped WFI or WFE: EC and bit 0 of TI.</summary>
    internal const ulong WaitMask = ClassMask | 1;

    private const int ClassShift = 26;
    private const int AccessSizeShift = 22;
    private const int RegisterShift = 16;
    private const ulong FaultIpaMask = 0x0000_0FFF_FFFF_FFF0;
    private const int FaultIpaShift = 8;
    private const ulong FaultLevelMask = 3;
    private const ulong ExternalAbort = 0x10;
    private const ulong FirstExternalAbortOnWalk = 0x13;
    private const ulong LastExternalAbortOnWalk = 0x17;

    internal static ulong Class(ulong esr) => (esr & ClassMask) >> ClassShift;

    /// <summary>Abort: bytes accessed, 1…8.</summary>
    internal static int AccessSize(ulong esr) => 1 << (int)((esr & AccessSizeMask) >> AccessSizeShift);

    /// <summary>Abort: the register that is loaded or stored; 31 is the zero register.</summary>
    internal static int Register(ulong esr) => (int)(esr >> RegisterShift) & 0x1F;

    /// <summary>The kind of fault, its level removed.</summary>
    internal static ulong FaultKind(ulong esr) => esr & FaultMask & ~FaultLevelMask;

    internal static bool IsExternalAbort(ulong esr) =>
        (esr & FaultMask) is ExternalAbort or (>= FirstExternalAbortOnWalk and <= LastExternalAbortOnWalk);

    /// <summary>The faulting IPA of an HPFAR_EL2, 4 KiB aligned.</summary>
    internal static ulong FaultIpa(ulong hpfar) => (hpfar & FaultIpaMask) << FaultIpaShift;

    /// <summary>HPFAR_EL2 for an IPA, as the reference forms it: shifted, not masked (§13 item 4).</summary>
    internal static ulong Hpfar(ulong ipa) => ipa >> FaultIpaShift;

    /// <summary>Fault status of a translation fault at a level.</summary>
    internal static ulong TranslationFaultAt(int level) =>
        level < 0 ? TranslationFaultLevelMinus1 : TranslationFault + (ulong)(uint)level;

    /// <summary>The syndrome of a data abort with a fault status.</summary>
    internal static ulong DataAbort(ulong faultStatus) => DataAbortClass << ClassShift | faultStatus;
}
