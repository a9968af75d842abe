using System.Collections.Immutable;

namespace RealmTools.Host;

/// <summary>How the tear-down of a realm ended.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Order">The plan.</param>
/// <param name="Steps">A result for each step.</param>
/// <param name="GranulesOut">Granules of the realm that did not come back.</param>
public sealed record TeardownReport(string RealmName, TeardownOrder Order, ImmutableArray<TeardownStepResult> Steps, long GranulesOut)
{
    /// <summary>Whether every granule came back.</summary>
    public bool IsComplete => GranulesOut == 0;

    /// <summary>RMI calls, by command.</summary>
    public ImmutableArray<CallCount> Calls =>
        [.. Steps.SelectMany(static s => s.Calls).GroupBy(static c => c.Command).Select(static g => new CallCount(g.Key, g.Sum(static c => c.Count)))];

    /// <summary>The first step that failed, or null.</summary>
    public TeardownStepResult? FirstFailure => Steps.FirstOrDefault(static s => s.Outcome == TeardownOutcome.Failed);

    /// <inheritdoc/>
    public override string ToString() => IsComplete ? $"{RealmName} removed" : $"{RealmName}: {GranulesOut} granules did not come back";
}
