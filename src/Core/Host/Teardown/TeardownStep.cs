using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A step of a tear-down plan. Plain data: it may be filtered, sorted, repeated, saved and loaded before it runs.</summary>
/// <param name="HostName">The host.</param>
/// <param name="RealmName">The realm.</param>
/// <param name="RealmNumber">The realm's number, so that a step never acts on a later realm of the same name.</param>
/// <param name="Order">The plan it comes from.</param>
/// <param name="Position">Its place in the plan, from 1.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Target">What it acts on, in words.</param>
/// <param name="Why">Why it is there.</param>
public sealed record TeardownStep(
    string HostName, string RealmName, int RealmNumber, TeardownOrder Order, int Position, TeardownStepKind Kind, string Target, string Why)
{
    /// <summary>Steps that have to come first, and what the RMM answers if they do not.</summary>
    public ImmutableArray<TeardownRule> After { get; init; } = [];

    /// <summary>RMI calls it will take when nothing is in its way, by command.</summary>
    public ImmutableArray<CallCount> ExpectedCalls { get; init; } = [];

    /// <summary>The pass of the same function, from 1, where an order runs one twice.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>First IPA, of a step that acts on one table.</summary>
    public Ipa? Ipa { get; init; }

    /// <summary>Level, of a step that acts on one table.</summary>
    public int? Level { get; init; }

    /// <summary>Index, of a step that acts on one vCPU.</summary>
    public int? VcpuIndex { get; init; }

    /// <summary>Command, of a step that is one RMI call.</summary>
    public RmiCommand? Command { get; init; }

    /// <summary>X1 and up, of a step that is one RMI call.</summary>
    public ImmutableArray<ulong> Arguments { get; init; } = [];

    /// <summary>Answer, besides SUCCESS, that is no failure of a step that is one RMI call: the table walk asks and is refused on its way.</summary>
    public RmiResult ExpectedResult { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Position}. {Kind} {Target}";
}
