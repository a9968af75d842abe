using System.Collections.Immutable;
using System.Numerics;
using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>What exploring the orders of a plan has shown.</summary>
/// <param name="HostName">The host.</param>
/// <param name="RealmName">The realm.</param>
/// <param name="Orders">Orders that were tried, all that share a state at once.</param>
/// <param name="SafeOrders">Those in which no step fails and every granule comes back.</param>
/// <param name="Faults">The distinct ways in which the others go wrong, the shortest first.</param>
/// <param name="Precedences">What every safe order has in common: a pair for each step that always comes before another.</param>
/// <param name="SafeOrder">A safe order, as a plan that can be run; empty when there is none.</param>
/// <param name="States">Different states of host and RMM that were met.</param>
/// <param name="Visits">Steps that were performed, each on a copy of a state.</param>
/// <param name="IsComplete">False when it was cancelled or met more states than it may keep: then it says what is known so far.</param>
/// <param name="Elapsed">Time it took.</param>
public sealed record TeardownExploration(
    string HostName,
    string RealmName,
    BigInteger Orders,
    BigInteger SafeOrders,
    ImmutableArray<TeardownFault> Faults,
    ImmutableArray<TeardownPrecedence> Precedences,
    ImmutableArray<TeardownStep> SafeOrder,
    long States,
    long Visits,
    bool IsComplete,
    TimeSpan Elapsed)
{
    /// <summary>Visits in a second.</summary>
    public double VisitsPerSecond => Elapsed > TimeSpan.Zero ? Visits / Elapsed.TotalSeconds : 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Orders} orders, {SafeOrders} safe, {Faults.Length} faults, {States} states{(IsComplete ? string.Empty : ", not complete")}";
}
