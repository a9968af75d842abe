using System.Collections.Concurrent;
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

    public void Add(RmiRegisters call) => _calls[_count++] = call;

    /// <summary>Performs the calls and answers each.</summary>
    public void Perform(AgentAnswers answers)
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
                Answer(answers, i);
            }

            throw;
        }

        for (int i = 0; i < count; i++)
        {
            Answer(answers, i);
        }
    }

    /// <summary>A reason that was given since the agent started.</summary>
    public RmiReason? ReasonOf(string id) => s_reasons.GetValueOrDefault(id);

    private void Answer(AgentAnswers answers, int i)
    {
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
