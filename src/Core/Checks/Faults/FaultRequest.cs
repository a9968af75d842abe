using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>A fault that shall happen: which calls it looks at, which of them it hits, and what it does to them.</summary>
public sealed record FaultRequest
{
    /// <summary>Only calls of this command; null for all.</summary>
    public RmiCommand? Command { get; init; }

    /// <summary>Only calls with an operand in this range, an IPA or a PA; null for all.</summary>
    public MemoryRange? Range { get; init; }

    /// <summary>Only calls for whose registers this is true; null for all.</summary>
    public Func<RmiRegisters, bool>? Predicate { get; init; }

    /// <summary>How many such calls pass before the first is hit.</summary>
    public long After { get; init; }

    /// <summary>How many calls are hit; null for all from then on.</summary>
    public long? Times { get; init; } = 1;

    /// <summary>How likely each is hit, 0…1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of the chance, so that a run can be repeated.</summary>
    public ulong Seed { get; init; }

    /// <summary>What it does to them.</summary>
    public FaultEffect Effect { get; init; }

    /// <summary>The result word that a refused or changed call answers.</summary>
    public RmiResult Result { get; init; } = RmiResult.From(RmiStatus.Busy);
}
