using System.Collections.Immutable;
using System.Numerics;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>A distinct way in which orders go wrong.</summary>
/// <param name="Kind">The step that goes wrong; null when all steps go through and granules are left.</param>
/// <param name="CommandName">The RMI command that is refused; empty when none is.</param>
/// <param name="Result">What it answers.</param>
/// <param name="Reason">The check that refuses it; null when the RMM does not tell or no call is refused.</param>
/// <param name="Explanation">What happens, one sentence.</param>
/// <param name="ShortestOrder">The shortest order that shows it, as a plan that can be run: the step that goes wrong comes last.</param>
/// <param name="Orders">How many orders go wrong so.</param>
public sealed record TeardownFault(
    TeardownStepKind? Kind,
    string CommandName,
    RmiResult Result,
    RmiReason? Reason,
    string Explanation,
    ImmutableArray<TeardownStep> ShortestOrder,
    BigInteger Orders)
{
    /// <summary>For example <c>DestroyRealm: REALM_DESTROY ERROR_REALM, after UnmapProtected</c>.</summary>
    public override string ToString() =>
        $"{Kind?.ToString() ?? "end"}: {(CommandName.Length > 0 ? $"{CommandName} {Result}" : Explanation.TrimEnd('.'))}, order {string.Join(" → ", ShortestOrder.Select(static s => s.Kind))}";
}
