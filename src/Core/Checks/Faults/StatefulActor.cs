using System.Buffers.Binary;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>
/// Makes the stateful operations of an RMM behave as a script says, within what the interface allows: it asks for memory in parts, asks
/// to be continued for nothing, and lets itself be cancelled.
/// </summary>
internal sealed class StatefulActor(IRmm inner, StatefulScript? script)
{
    /// <summary>Handles of operations that exist here only; an RMM counts from 0.</summary>
    private const ulong FirstOwnHandle = 1ul << 48;

    private const ulong CanCancelBit = 1ul << 10;

    private readonly Dictionary<ulong, Act> _acts = [];
    private ulong _nextHandle = FirstOwnHandle;

    internal StatefulScript? Script { get; set; } = script;

    /// <summary>Whether operations are under way that behave as a script says.</summary>
    internal bool IsActing => _acts.Count > 0;

    internal StatefulActor Fork(IRmm fork)
    {
        var copy = new StatefulActor(fork, Script) { _nextHandle = _nextHandle };
        foreach ((ulong handle, Act act) in _acts)
        {
            copy._acts[handle] = act with { };
        }

        return copy;
    }

    internal void Call(ref RmiRegisters registers)
    {
        RmiCommand command = RmiFunction.CommandOf(registers.X0);
        bool isStep = command is RmiCommand.OpContinue or RmiCommand.OpMemDonate or RmiCommand.OpMemReclaim or RmiCommand.OpCancel;
        if (Script is null && !(isStep && _acts.ContainsKey(registers.X1)))
        {
            inner.Call(ref registers);
            return;
        }

        if (isStep && _acts.TryGetValue(registers.X1, out Act? act))
        {
            Step(command, ref registers, registers.X1, act);
        }
        else
        {
            Start(command, ref registers);
        }
    }

    private void Start(RmiCommand command, ref RmiRegisters registers)
    {
        RmiRegisters call = registers;
        inner.Call(ref registers);
        StatefulScript current = Script!;
        if (registers.Result.Status == RmiStatus.Incomplete)
        {
            var act = new Act(current, call.X3) { Held = registers };
            _acts[registers.X1] = act;
            Answer(ref registers, registers.X1, act);
        }
        else if (current.Yields > 0 && current.YieldingCommands.Contains(command))
        {
            ulong handle = _nextHandle++;
            var act = new Act(current, 0) { Held = registers, IsOver = true };
            _acts[handle] = act;
            Answer(ref registers, handle, act);
        }
    }

    private void Step(RmiCommand command, ref RmiRegisters registers, ulong handle, Act act)
    {
        if (act.YieldsLeft > 0 || act.IsDue)
        {
            registers = command == RmiCommand.OpContinue ? Continue(handle, act) : Refused;
            return;
        }

        if (command == RmiCommand.OpCancel && act.Script.CanCancel && act.Held.Result.MemoryRequest == MemoryRequest.Donate)
        {
            registers = Cancel(handle, act);
        }
        else
        {
            if (command == RmiCommand.OpMemReclaim && act.Script.ReclaimSize is { } most) registers.X3 = Math.Min(registers.X3, (ulong)most);
            inner.Call(ref registers);
        }

        if (registers.Result.Status != RmiStatus.Incomplete)
        {
            // A refused step leaves the operation where it was; the end of one ends the act.
            if (command == RmiCommand.OpContinue) _acts.Remove(handle);
            return;
        }

        act.Held = registers;
        ulong reported = registers.X1;
        Answer(ref registers, handle, act);
        registers.X1 = reported;
    }

    private RmiRegisters Continue(ulong handle, Act act)
    {
        if (act.YieldsLeft > 0)
        {
            act.IsDue = --act.YieldsLeft == 0;
            return Yield(handle);
        }

        act.IsDue = false;
        if (act.IsOver) _acts.Remove(handle);
        return Shape(act.Held, act);
    }

    /// <summary>Gives an answer, or asks to be continued a few times first.</summary>
    private static void Answer(ref RmiRegisters registers, ulong handle, Act act)
    {
        act.YieldsLeft = act.Script.Yields;
        registers = act.YieldsLeft > 0 ? Yield(handle) : Shape(act.Held, act);
        act.IsDue = act.YieldsLeft > 0 && --act.YieldsLeft == 0;
    }

    private static RmiRegisters Refused => new(RmiResult.From(RmiStatus.ErrorInput).Word);

    private static RmiRegisters Yield(ulong handle) =>
        new(RmiResult.Incomplete(MemoryRequest.None).Word, handle);

    private static RmiRegisters Shape(RmiRegisters answer, Act act)
    {
        if (answer.Result.Status != RmiStatus.Incomplete || answer.Result.MemoryRequest != MemoryRequest.Donate) return answer;

        var request = new DonateRequest(answer.X2);
        if (act.Script.DonationSize is { } most && most > 0 && !request.IsContiguous && request.Count > most)
        {
            answer.X2 = new DonateRequest(most, request.SizeClass, undelegated: request.IsUndelegated).Word;
        }

        if (act.Script.CanCancel) answer.X0 |= CanCancelBit;
        return answer;
    }

    /// <summary>
    /// Makes an RMM that cannot cancel give up: it is offered a granule that is not delegated, which ends the operation with an error.
    /// The list for that goes where the host has put the operation's parameters, and is taken away again.
    /// </summary>
    private RmiRegisters Cancel(ulong handle, Act act)
    {
        Span<byte> saved = stackalloc byte[sizeof(ulong)];
        Span<byte> list = stackalloc byte[sizeof(ulong)];
        inner.ReadMemory(act.ListPage, saved);
        BinaryPrimitives.WriteUInt64LittleEndian(list, new AddressRangeDescriptor(Granule.AlignDown(act.ListPage), 1).Word);
        inner.WriteMemory(act.ListPage, list);
        RmiRegisters call = new(RmiCommand.OpMemDonate, handle, act.ListPage, 1);
        inner.Call(ref call);
        inner.WriteMemory(act.ListPage, saved);
        return call;
    }

    /// <summary>An operation under way.</summary>
    private sealed record Act(StatefulScript Script, ulong ListPage)
    {
        /// <summary>The RMM's newest answer.</summary>
        internal RmiRegisters Held { get; set; }

        /// <summary>How often it still asks to be continued.</summary>
        internal int YieldsLeft { get; set; }

        /// <summary>Whether the held answer comes next.</summary>
        internal bool IsDue { get; set; }

        /// <summary>Whether the held answer is the last.</summary>
        internal bool IsOver { get; set; }
    }
}
