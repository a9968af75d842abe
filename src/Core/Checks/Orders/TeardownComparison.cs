using System.Collections.Immutable;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>How one order takes a realm down, tried on a copy of it.</summary>
/// <param name="RealmName">The realm.</param>
/// <param name="Order">The order.</param>
/// <param name="Profile">Generation of the interface it was tried under.</param>
/// <param name="Steps">A result for each step; steps after one that stopped the plan are skipped.</param>
/// <param name="Calls">RMI calls by command.</param>
/// <param name="RepeatedCalls">Calls of second passes of the same function: work that was done before.</param>
/// <param name="Cost">What the calls would cost on hardware.</param>
/// <param name="LongestHold">The most calls in a row under one hold of the kernel's lock.</param>
/// <param name="GranulesOut">Granules that did not come back.</param>
/// <param name="Audit">What the ledger says afterwards.</param>
public sealed record TeardownComparison(
    string RealmName,
    TeardownOrder Order,
    string Profile,
    ImmutableArray<TeardownStepResult> Steps,
    ImmutableArray<CallCount> Calls,
    long RepeatedCalls,
    TimeSpan Cost,
    long LongestHold,
    long GranulesOut,
    LedgerAudit Audit)
{
    /// <summary>RMI calls in all.</summary>
    public long CallTotal => Calls.Sum(static c => c.Count);

    /// <summary>The first step that failed; null when none did.</summary>
    public TeardownStepResult? FirstFailure => Steps.FirstOrDefault(static s => s.Outcome == TeardownOutcome.Failed);

    /// <summary>Whether the realm is gone and every granule came back.</summary>
    public bool IsComplete => GranulesOut == 0;

    /// <summary>Tries orders, each on its own copy of host and RMM; the realm itself is not touched.</summary>
    /// <param name="host">The host, on an RMM that can be forked.</param>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="cost">Costs; null for the published ones.</param>
    /// <param name="options">Whether to go on after a failed step.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <param name="profiles">Generations to try each order under, those of others on a realm built again; null for the host's own.</param>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.NotSimulated"/>, or as <see cref="RealmReplica.Build"/>.</exception>
    public static IEnumerable<TeardownComparison> Of(
        RealmHost host, string realm, IEnumerable<TeardownOrder> orders, CallCost? cost = null, TeardownOptions? options = null,
        OperationContext? context = null, IReadOnlyList<RmiProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(orders);
        IReadOnlyList<TeardownOrder> all = [.. orders];
        foreach (RmiProfile profile in profiles ?? [host.Platform.Profile])
        {
            using RealmHost subject = profile == host.Platform.Profile ? host.Fork() : RealmReplica.Build(host, realm, profile, context);
            foreach (TeardownOrder order in all)
            {
                yield return Try(subject, realm, order, cost ?? CallCost.Published, options, context);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Order}: {CallTotal} calls, {(FirstFailure is null ? "no failure" : $"stops at {FirstFailure.Step.Kind}")}, {GranulesOut} granules out";

    private static TeardownComparison Try(
        RealmHost host, string realm, TeardownOrder order, CallCost cost, TeardownOptions? options, OperationContext? context)
    {
        using RealmHost copy = host.Fork();
        int number = copy.Realms.Get(realm).Number;
        ImmutableArray<TeardownStepResult> results = [.. copy.Teardown.Run(copy.Teardown.Plan(realm, order), options, context)];
        ImmutableArray<CallCount> calls =
        [
            .. results.SelectMany(static r => r.Calls).GroupBy(static c => c.Command).Select(static g => new CallCount(g.Key, g.Sum(static c => c.Count))),
        ];
        return new TeardownComparison(
            realm,
            order,
            copy.Platform.Profile.Name,
            results,
            calls,
            results.Where(static r => r.Step.Pass > 1).Sum(static r => r.CallTotal),
            cost.Of(calls),
            results.Max(static r => r.LongestHold),
            copy.Core.Ledger.HoldingOf(number).Held,
            LedgerAudit.Of(copy));
    }
}
