namespace RealmTools.Rmm;

/// <summary>Trapped accesses of the realm to system registers (§4.11): most are the RMM's business, the interrupt controller's the host's.</summary>
internal static class SystemRegisterTraps
{
    /// <summary>ISS of a trapped MRS or MSR: the register that is transferred.</summary>
    internal const ulong RegisterMask = 0x1Ful << RegisterShift;

    private const int RegisterShift = 5;
    private const ulong Read = 1;

    /// <summary>Groups of encodings that the host emulates: ICC_IAR0_EL1…ICC_IGRPEN1_EL1, and ICC_PMR_EL1.</summary>
    private static readonly (ulong Mask, ulong Value)[] s_hostEmulated =
    [
        (Encoding(3, 3, 15, 8, 0), Encoding(3, 0, 12, 8, 0)),
        (Encoding(3, 7, 15, 15, 7), Encoding(3, 0, 4, 6, 0)),
    ];

    /// <summary>Groups where the realm takes an undefined exception: BRBE, MPAM, S2POR_EL1.</summary>
    private static readonly (ulong Mask, ulong Value)[] s_undefined =
    [
        (Encoding(2, 7, 14, 0, 0), Encoding(2, 1, 8, 0, 0)),
        (Encoding(3, 7, 15, 14, 0), Encoding(3, 0, 10, 4, 0)),
        (Encoding(3, 7, 15, 15, 7), Encoding(3, 0, 10, 2, 5)),
    ];

    /// <returns>Whether the REC exits.</returns>
    internal static bool Take(in RecEntry entry, ulong esr)
    {
        if (IsIn(s_hostEmulated, esr))
        {
            entry.Run.Esr = esr & entry.Rules.SystemRegisterMask;
            entry.Run.ExitGprs[0] = IsRead(esr) || Register(esr) == Rec.ZeroRegister ? 0 : entry.Registers[Register(esr)];
            return true;
        }

        if (!IsIn(s_undefined, esr))
        {
            Load(entry.Registers, esr, 0);
        }

        return false;
    }

    /// <summary>Gives the realm what a trapped read returns; nothing for a write.</summary>
    internal static void Load(Span<ulong> registers, ulong esr, ulong value)
    {
        if (IsRead(esr) && Register(esr) != Rec.ZeroRegister)
        {
            registers[Register(esr)] = value;
        }
    }

    private static bool IsRead(ulong esr) => (esr & Read) != 0;

    private static int Register(ulong esr) => (int)((esr & RegisterMask) >> RegisterShift);

    private static bool IsIn((ulong Mask, ulong Value)[] groups, ulong esr)
    {
        foreach ((ulong mask, ulong value) in groups)
        {
            if ((esr & mask) == value)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Encoding(ulong op0, ulong op1, ulong crn, ulong crm, ulong op2) =>
        op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 | crm << 1;
}
