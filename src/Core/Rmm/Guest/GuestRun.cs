using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Runs a REC: queued actions in order until one makes it exit; with the queue empty it exits with FIQ (formats/rmi-trace.md, queue rule).</summary>
internal static class GuestRun
{
    internal static void Run(in RecEntry entry)
    {
        while (entry.Rmm.Script.TryTakeAction(out RealmAction? action))
        {
            if (Perform(entry, action)) return;
        }

        entry.Run.ExitReason = RecExitReason.Fiq;
    }

    /// <summary>Makes the result of an SMC known that the realm has by now.</summary>
    internal static void Deliver(in RecEntry entry, ulong functionId) =>
        entry.Rmm.Script.AddResult(new RealmSmcResult(functionId, [.. entry.Registers[..RealmAction.MaximumRegisters]]));

    private static bool Perform(in RecEntry entry, RealmAction action)
    {
        switch (action.Kind)
        {
            case RealmActionKind.Smc:
                return MakeSmc(entry, action);
            case RealmActionKind.Sync:
                return GuestExceptions.TakeSync(entry, action);
            case RealmActionKind.SError:
                GuestExceptions.TakeSError(entry, action);
                return true;
            case RealmActionKind.Irq:
                entry.Run.ExitReason = RecExitReason.Irq;
                return true;
            default:
                entry.Run.ExitReason = RecExitReason.Fiq;
                return true;
        }
    }

    private static bool MakeSmc(in RecEntry entry, RealmAction action)
    {
        Span<ulong> arguments = entry.Registers[..RealmAction.MaximumRegisters];
        arguments.Clear();
        action.Registers.AsSpan().CopyTo(arguments);
        ulong functionId = arguments[0];

        SmcOutcome outcome = entry.Rules.Calls.TryGet(functionId, out SmcHandler? handler) ? handler(entry) : entry.Return(SmcTable.Unknown);
        switch (outcome)
        {
            case SmcOutcome.Returns:
                Deliver(entry, functionId);
                return false;
            case SmcOutcome.WaitsForHost:
                entry.Rec.PendingSmc = functionId;
                return true;
            default:
                return true;
        }
    }
}
