using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>A fault as it counts.</summary>
internal sealed class FaultState(int id, FaultRequest request)
{
    private long _seen;
    private long _hit;

    internal int Id { get; } = id;

    internal FaultRequest Request { get; } = request;

    internal FaultState Fork() => new(Id, Request) { _seen = _seen, _hit = _hit };

    internal RmiFault Show() => new(Id, Request, _seen, _hit);

    /// <summary>Looks at a call.</summary>
    /// <returns>True when the fault hits it.</returns>
    internal bool Hits(RmiRegisters call)
    {
        if (!IsSubject(call)) return false;

        long number = _seen++;
        bool hits = number >= Request.After && (Request.Times is null || _hit < Request.Times) && Chance(number);
        if (hits) _hit++;
        return hits;
    }

    private bool IsSubject(RmiRegisters call)
    {
        if (Request.Command is { } command && RmiFunction.CommandOf(call.X0) != command) return false;
        if (Request.Range is { } range && !HasOperandIn(call, range)) return false;
        return Request.Predicate is null || Request.Predicate(call);
    }

    private static bool HasOperandIn(RmiRegisters call, MemoryRange range)
    {
        for (int i = 1; i < RmiRegisters.InputCount; i++)
        {
            if (range.Contains(call[i])) return true;
        }

        return false;
    }

    /// <summary>A number that seed and position alone decide (SplitMix64), so that forks and repeated runs see the same faults.</summary>
    private bool Chance(long number)
    {
        if (Request.Probability >= 1) return true;

        ulong x = unchecked(Request.Seed + (((ulong)number + 1) * 0x9E3779B97F4A7C15));
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        x ^= x >> 31;
        return (x >> 11) * (1.0 / (1ul << 53)) < Request.Probability;
    }
}
