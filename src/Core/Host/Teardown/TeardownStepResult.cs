using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What a step of a tear-down did.</summary>
/// <param name="Step">The step.</param>
/// <param name="Outcome">Whether it went through.</param>
/// <param name="Failure">The call that stopped it; null when it went through.</param>
/// <param name="Explanation">The failure in words; empty when it went through.</param>
/// <param name="Calls">RMI calls made, by command.</param>
/// <param name="GranulesReturned">Granules that became the host's again.</param>
/// <param name="GranulesOut">Granules of the realm that are still out afterwards.</param>
/// <param name="GranulesLeaked">Granules that this step lost.</param>
/// <param name="Elapsed">Time it took.</param>
/// <param name="LongestHold">The most calls in a row without a point at which a kernel could let go of its lock.</param>
public sealed record TeardownStepResult(
    TeardownStep Step,
    TeardownOutcome Outcome,
    HostCall? Failure,
    string Explanation,
    ImmutableArray<CallCount> Calls,
    long GranulesReturned,
    long GranulesOut,
    long GranulesLeaked,
    TimeSpan Elapsed,
    long LongestHold)
{
    /// <summary>Name of the realm, as the step has it.</summary>
    public string RealmName => Step.RealmName;

    /// <summary>The step's place in its plan, from 1.</summary>
    public int Position => Step.Position;

    /// <summary>What the step does.</summary>
    public TeardownStepKind Kind => Step.Kind;

    /// <summary>RMI calls in all.</summary>
    public long CallTotal => Calls.IsDefaultOrEmpty ? 0 : Calls.Sum(static c => c.Count);

    /// <summary>Result word that stopped it, or SUCCESS.</summary>
    public RmiResult Result => Failure?.Result ?? RmiResult.Success;

    /// <inheritdoc/>
    public override string ToString() => $"{Step.Kind}: {Outcome}";
}
