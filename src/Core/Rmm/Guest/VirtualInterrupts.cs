using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>
/// The virtual interrupt controller in the run page of RMI 1.0 (§3.4): ICH_HCR_EL2 and list registers come with the entry and go back
/// with the exit. A scripted realm handles no interrupts, so they go back as they came.
/// </summary>
internal static class VirtualInterrupts
{
    /// <summary>Bits of ICH_HCR_EL2 that the host may set: UIE, LRENPIE, NPIE, VGrp0EIE, VGrp0DIE, VGrp1EIE, VGrp1DIE, TDIR.</summary>
    private const ulong HostControl = 0x40FE;

    private const ulong InterruptMask = 0xFFFF_FFFF;
    private const ulong StateMask = 3ul << 62;
    private const ulong Hardware = 1ul << 61;
    private const ulong PhysicalMask = 0x1FFFul << 32;
    private const ulong EndOfInterrupt = 1ul << 41;
    private const ulong LastSpi = 1019;
    private const ulong FirstLpi = 8192;
    private const ulong LastInterrupt = 0xFFFF;

    /// <summary>Five bits of priority: the other three must be zero.</summary>
    private const ulong PriorityReserved = 7ul << 48;

    internal static bool AreLegal(RecRun run, int listRegisters)
    {
        if ((run.EntryGicHcr & ~HostControl) != 0) return false;

        Span<ulong> registers = run.EntryGicListRegisters[..listRegisters];
        for (int i = 0; i < registers.Length; i++)
        {
            if (IsUsed(registers[i]) && !(IsLegal(registers[i]) && IsAlone(registers[i], registers[(i + 1)..]))) return false;
        }

        return true;
    }

    internal static void Report(RecRun run, int listRegisters)
    {
        run.ExitGicHcr = run.EntryGicHcr;
        run.EntryGicListRegisters[..listRegisters].CopyTo(run.ExitGicListRegisters);
    }

    private static bool IsUsed(ulong register) => (register & StateMask) != 0;

    private static bool IsLegal(ulong register) =>
        (register & (Hardware | PriorityReserved)) == 0
        && (register & PhysicalMask & ~EndOfInterrupt) == 0
        && (register & InterruptMask) is <= LastSpi or (>= FirstLpi and <= LastInterrupt);

    private static bool IsAlone(ulong register, ReadOnlySpan<ulong> others)
    {
        foreach (ulong other in others)
        {
            if (IsUsed(other) && (other & InterruptMask) == (register & InterruptMask))
            {
                return false;
            }
        }

        return true;
    }
}
