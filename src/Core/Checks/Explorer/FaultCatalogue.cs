using System.Collections.Immutable;
using System.Numerics;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>The distinct faults of an exploration, as they are found: the shortest order first, since it goes layer by layer.</summary>
internal sealed class FaultCatalogue(ImmutableArray<TeardownStep> steps)
{
    private readonly Dictionary<(TeardownStepKind? Kind, string What, ulong Word, string Reason), TeardownFault> _faults = [];

    /// <summary>The faults, those with the shortest orders first.</summary>
    internal ImmutableArray<TeardownFault> List() => [.. _faults.Values.OrderBy(static f => f.ShortestOrder.Length)];

    /// <summary>A step that failed, or whose target was gone.</summary>
    internal void Add(ExplorationNode node, int step, TeardownStepResult? result, string missing, BigInteger orders)
    {
        HostCall? call = result?.Failure;
        string explanation = result?.Explanation ?? $"The step has nothing to act on: {missing}.";
        var key = ((TeardownStepKind?)steps[step].Kind, call?.CommandName ?? explanation, call?.Result.Word ?? 0, call?.Diagnosis.Reason?.Id ?? string.Empty);
        Count(key, orders, () => new TeardownFault(
            steps[step].Kind, call?.CommandName ?? string.Empty, call?.Result ?? RmiResult.Success, call?.Diagnosis.Reason, explanation,
            [.. node.Path().Append(step).Select(i => steps[i])], 0));
    }

    /// <summary>An order that ends with granules left.</summary>
    internal void AddEnd(ExplorationNode node, string explanation, string what, BigInteger orders) =>
        Count((null, what, 0, string.Empty), orders, () => new TeardownFault(
            null, string.Empty, RmiResult.Success, null, explanation, [.. node.Path().Select(i => steps[i])], 0));

    private void Count((TeardownStepKind? Kind, string What, ulong Word, string Reason) key, BigInteger orders, Func<TeardownFault> make)
    {
        TeardownFault fault = _faults.TryGetValue(key, out TeardownFault? known) ? known : make();
        _faults[key] = fault with { Orders = fault.Orders + orders };
    }
}
