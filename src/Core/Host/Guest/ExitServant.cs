using System.Collections.Immutable;
using System.Globalization;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// Serves the exits of a vCPU as a host does: faults memory in, applies RIPAS changes, completes PSCI requests and accesses to devices
/// that are not there. Source: kvm-host.md §1.10, §1.16; rmm-behaviour.md §4.11.
/// </summary>
internal sealed class ExitServant(RealmHost host, Realm realm, int index, OperationContext context)
{
    private const int WaitClass = 0x01;
    private const int SystemRegisterClass = 0x18;
    private const int InstructionAbortClass = 0x20;
    private const int DataAbortClass = 0x24;
    private const ulong CpuOn32 = 0x84000003;
    private const ulong AffinityInfo32 = 0x84000004;
    private const ulong CpuSuspend32 = 0x84000001;

    /// <summary>Serves an exit.</summary>
    /// <returns>What was done, empty when there is nothing a host could do; and what to enter the vCPU with next.</returns>
    internal (string Answer, RecEntry Next) Serve(RecExit exit) => exit.Reason switch
    {
        RecExitReason.Sync => exit.Syndrome.ExceptionClass switch
        {
            DataAbortClass or InstructionAbortClass => ServeAbort(exit),
            WaitClass => ("woke it", RecEntry.Plain),
            SystemRegisterClass => ("read as zero, writes ignored", RecEntry.Plain),
            _ => Nothing,
        },
        RecExitReason.Irq => ("took the interrupt", RecEntry.Plain),
        RecExitReason.RipasChange => ChangeRipas(exit),
        RecExitReason.HostCall => ("answered with zeros", RecEntry.Plain),
        RecExitReason.Psci => ServePsci(exit),
        RecExitReason.S2apChange => ("rejected", new RecEntry { Flags = RecEntryFlags.RejectS2ap }),
        _ => Nothing,
    };

    /// <summary>Whether an access of the realm at an IPA would succeed.</summary>
    internal bool IsMapped(Ipa ipa)
    {
        if (ipa >= realm.Geometry.Top) return false;

        RttEntry entry = host.Tables.ReadEntry(realm.Name, ipa, context: context);
        return entry.State == RttEntryState.Assigned && (!entry.IsProtected || entry.Ripas == Ripas.Ram);
    }

    private static (string, RecEntry) Nothing => (string.Empty, RecEntry.Plain);

    private (string, RecEntry) ServeAbort(RecExit exit)
    {
        if (!realm.Geometry.IsProtected(exit.FaultIpa))
        {
            return exit.Syndrome.IsEmulatable
                ? (exit.Syndrome.IsWrite ? "ignored the write" : "read as zero", new RecEntry { Flags = RecEntryFlags.EmulatedMmio })
                : ("injected an external abort", new RecEntry { Flags = RecEntryFlags.InjectSea });
        }

        RttEntry entry = host.Tables.ReadEntry(realm.Name, exit.FaultIpa, context: context);
        if (entry.State != RttEntryState.Unassigned || entry.Ripas != Ripas.Ram) return Nothing;

        host.Memory.MapPrivate(realm.Name, new PrivateMemoryRequest(exit.FaultIpa, new ByteSize(Granule.Size)) { InitializeRipas = false }, context);
        return ($"mapped 4 KiB at {exit.FaultIpa}", RecEntry.Plain);
    }

    private (string, RecEntry) ChangeRipas(RecExit exit)
    {
        var size = new ByteSize(exit.RipasTop - exit.RipasBase);
        host.Memory.SetRipas(realm.Name, exit.RipasBase, size, index, context);
        return ($"changed {size} at {exit.RipasBase} to {exit.RipasValue.ToString().ToUpperInvariant()}", RecEntry.Plain);
    }

    private (string, RecEntry) ServePsci(RecExit exit)
    {
        ImmutableArray<ulong> registers = exit.Registers;
        switch (registers[0])
        {
            case CpuOn32 or (uint)PsciCommand.CpuOn or AffinityInfo32 or (uint)PsciCommand.AffinityInfo:
                int target = IndexOf(registers[1]);
                host.Vcpus.CompletePsci(realm.Name, index, target, context: context);
                return (string.Create(CultureInfo.InvariantCulture, $"completed the request about vCPU {target}"), RecEntry.Plain);
            case CpuSuspend32 or (uint)PsciCommand.CpuSuspend:
                return ("woke it", RecEntry.Plain);
            default:
                return Nothing;
        }
    }

    // Aff0 has 4 bits of the index, Aff1 to Aff3 have 8 each.
    private static int IndexOf(ulong mpidr) => (int)((mpidr & 0xF) | ((mpidr >> 8 & 0xFF) << 4) | ((mpidr >> 16 & 0xFF) << 12));
}
