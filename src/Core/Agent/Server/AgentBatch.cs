using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using RealmTools.Rmi;

namespace RealmTools.Agent;

/// <summary>Calls that arrived together and go to the RMM together.</summary>
/// <param name="server">The agent.</param>
internal sealed class AgentBatch(AgentServer server)
{
    private const int Capacity = 128;

    // Far more than the simulator has; an RMM that makes up names must not fill the memory.
    private const int MostReasons = 4096;

    private static readonly ConcurrentDictionary<string, RmiReason> s_reasons = new(StringComparer.Ordinal);

    private readonly RmiRegisters[] _calls = new RmiRegisters[Capacity];
    private readonly RmiRegisters[] _requests = new RmiRegisters[Capacity];
    private readonly RmiDiagnosis[] _diagnoses = new RmiDiagnosis[Capacity];
    private int _count;

    /// <summary>Whether the calls must be performed before one more is added.</summary>
    public bool IsFull => _count == Capacity;

    public void Add(ref RmiRegisters call) => _calls[_count++] = call;

    /// <summary>Adds a call again and again, each time with larger arguments, until the batch is full.</summary>
    /// <param name="call">The call before; afterwards the last one added.</param>
    /// <param name="growth">What is added to each argument; 0 for X0.</param>
    /// <param name="count">How often at most.</param>
    /// <returns>How often.</returns>
    public int AddGrowing(ref RmiRegisters call, ref RmiRegisters growth, int count)
    {
        int added = Math.Min(count, Capacity - _count);
        Vector512<ulong> registers = Vector512.LoadUnsafe(ref call.X0);
        Vector512<ulong> step = Vector512.LoadUnsafe(ref growth.X0);
        foreach (ref RmiRegisters next in _calls.AsSpan(_count, added))
        {
            registers += step;
            registers.StoreUnsafe(ref next.X0);
        }

        registers.StoreUnsafe(ref call.X0);
        _count += added;
        return added;
    }

    /// <summary>Performs the calls and answers each.</summary>
    /// <param name="answers">Takes the answers.</param>
    /// <param name="inRuns">Whether answers may be told together; the last may then be left untold.</param>
    public void Perform(AgentAnswers answers, bool inRuns = false)
    {
        int count = _count;
        if (count == 0)
        {
            return;
        }

        _count = 0;
        _calls.AsSpan(0, count).CopyTo(_requests);
        try
        {
            lock (server.RmmLock)
            {
                Call(_calls.AsSpan(0, count), _diagnoses.AsSpan(0, count));
            }
        }
        catch (RmmUnreachableException)
        {
            // Those that were answered before are not in doubt. A function ID in X0 is no result.
            for (int i = 0; i < count && _calls[i].X0 != _requests[i].X0; i++)
            {
                Answer(answers, i, inRuns);
            }

            throw;
        }

        for (int i = 0; i < count; i++)
        {
            Answer(answers, i, inRuns);
        }
    }

    /// <summary>A reason that was given since the agent started.</summary>
    public RmiReason? ReasonOf(string id) => s_reasons.GetValueOrDefault(id);

    private void Answer(AgentAnswers answers, int i, bool inRuns)
    {
        if (inRuns && _diagnoses[i].Reason is null)
        {
            answers.Extend(ref _calls[i]);
            return;
        }

        if (_diagnoses[i].Reason is { } reason && s_reasons.Count < MostReasons)
            s_reasons.TryAdd(reason.Id, reason);
        answers.Registers(ref _calls[i], in _diagnoses[i]);
    }

    private void Call(Span<RmiRegisters> calls, Span<RmiDiagnosis> diagnoses)
    {
        if (server.Batch is { } batch)
        {
            batch.CallMany(calls, diagnoses);
            return;
        }

        diagnoses.Clear();
        if (server.Diagnostics is not { } diagnostics)
        {
            server.Rmm.CallMany(calls);
            return;
        }

        for (int i = 0; i < calls.Length; i++)
        {
            server.Rmm.Call(ref calls[i]);
            if (!calls[i].Result.IsSuccess)
                diagnoses[i] = diagnostics.LastDiagnosis;
        }
    }
}
