using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>
/// Tries every order of a plan's steps, each step on a copy of host and RMM. Orders that lead to equal states go on as one.
/// </summary>
/// <remarks>
/// States are told apart by the host's ledger, realms and mappings. What the RMM has beyond these does not decide how a step of
/// tear-down ends: every granule, table, mapping and REC is in the ledger, and the RIPAS of unmapped memory only matters to RTT_FOLD.
/// </remarks>
public sealed class TeardownExplorer
{
    private readonly ImmutableArray<TeardownStep> _steps;
    private readonly int _ownSteps;
    private readonly ExplorationOptions _options;
    private readonly StepChoice _choice;
    private readonly HostCore _origin;
    private readonly RealmRecord _realm;
    private readonly FaultCatalogue _faults;
    private readonly long _before;

    private BigInteger _orders;
    private long _states = 1;
    private long _visits;
    private ExplorationNode? _safeEnd;

    private TeardownExplorer(HostCore origin, RealmRecord realm, IReadOnlyList<TeardownStep> plan, ExplorationOptions options)
    {
        _origin = origin;
        _realm = realm;
        _options = options;
        _steps = [.. plan, .. options.Interleave];
        _ownSteps = plan.Count;
        _choice = options.Interleave.Count > 0 ? new StepChoice.Interleaving(plan.Count, options.Interleave.Count) : new StepChoice.Permutation(plan.Count);
        _faults = new FaultCatalogue(_steps);
        _before = HeldByOthers(origin);
    }

    /// <summary>Explores the orders of a plan.</summary>
    /// <param name="host">The host, on an RMM that can be forked; it is not touched.</param>
    /// <param name="plan">The steps, all of one realm.</param>
    /// <param name="options">What to try; null for all orders of all steps.</param>
    /// <param name="context">How to stop it, and who watches; cancelled, it returns what is known so far.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.StepTargetGone"/>, <see cref="FailureId.StepInvalid"/>: no steps, too many, or steps of several realms;
    /// <see cref="FailureId.NotSimulated"/>.
    /// </exception>
    public static TeardownExploration Explore(
        RealmHost host, IReadOnlyList<TeardownStep> plan, ExplorationOptions? options = null, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(plan);
        options ??= ExplorationOptions.Default;
        Check(plan, options);
        using RealmHost copy = host.Fork();
        RealmRecord realm = new TeardownRunner(copy.Core).TargetOf(plan[0]);
        return new TeardownExplorer(copy.Core, realm, plan, options).Run(context ?? OperationContext.None);
    }

    private static void Check(IReadOnlyList<TeardownStep> plan, ExplorationOptions options)
    {
        if (plan.Count == 0)
        {
            throw new HostException(FailureId.StepInvalid, "A plan without steps has no orders.", "Give it steps of Get-RealmTeardownPlan.");
        }

        if (options.Interleave.Count == 0 && plan.Count > StepChoice.Permutation.Most)
        {
            throw new HostException(
                FailureId.StepInvalid, $"The plan has {plan.Count} steps; orders of at most {StepChoice.Permutation.Most} can be explored.",
                "Use a coarser granularity, or leave steps out.", plan[0].RealmName);
        }

        if (plan.Concat(options.Interleave).FirstOrDefault(s => s.RealmNumber != plan[0].RealmNumber) is { } stranger)
        {
            throw new HostException(
                FailureId.StepInvalid, $"Step {stranger} is for realm '{stranger.RealmName}', the plan for '{plan[0].RealmName}'.",
                "Explore one realm at a time.", stranger);
        }
    }

    private static long HeldByOthers(HostCore state) => state.Ledger.HoldingOf(0).Held;

    private TeardownExploration Run(OperationContext context)
    {
        long began = Stopwatch.GetTimestamp();
        var root = new ExplorationNode(0, 0, null, -1) { State = _origin, Prefixes = 1 };
        var all = new List<ExplorationNode> { root };
        List<ExplorationNode> layer = [root];
        int done = 0;
        while (layer.Count > 0 && IsGoingOn(context))
        {
            context.Progress?.Report(new HostProgress($"Exploring orders of {_realm.Name}", (ulong)done++, (ulong)_choice.Count, IsBytes: false));
            var next = new Dictionary<(ulong State, ulong Progress), ExplorationNode>();
            foreach (ExplorationNode node in layer)
            {
                if (!IsGoingOn(context)) break;
                Expand(node, next);
            }

            layer = [.. next.Values];
            all.AddRange(layer);
        }

        bool isComplete = layer.Count == 0;
        CountSafeEnds(all);
        return new TeardownExploration(
            _origin.Name, _realm.Name, _orders, root.SafeEnds, _faults.List(), Precedences(all),
            _safeEnd is null ? [] : [.. _safeEnd.Path().Select(i => _steps[i])], _states, _visits, isComplete, Stopwatch.GetElapsedTime(began));
    }

    private bool IsGoingOn(OperationContext context) => !context.Cancellation.IsCancellationRequested && _states < _options.MaximumStates;

    private void Expand(ExplorationNode node, Dictionary<(ulong State, ulong Progress), ExplorationNode> next)
    {
        HostCore state = node.State!;
        bool isEnd = true;
        foreach ((int step, ulong progress) in _choice.Next(node.Progress))
        {
            isEnd = false;
            HostCore after = state.Fork();
            TeardownStepResult? result = Perform(after, step, out string missing);
            _visits++;
            bool isOwn = step < _ownSteps;
            bool fails = isOwn && (result is null || result.Outcome == TeardownOutcome.Failed);
            if (fails)
            {
                BigInteger orders = node.Prefixes * (_options.ContinueOnRmiError || _options.Drop ? 1 : _choice.Ways(progress));
                _faults.Add(node, step, result, missing, orders);
                if (!_options.ContinueOnRmiError)
                {
                    _orders += orders;
                    continue;
                }
            }

            (ulong Digest, ulong Progress) key = (after.Digest(), progress);
            if (!next.TryGetValue(key, out ExplorationNode? child))
            {
                child = new ExplorationNode((int)_states++, progress, node, step) { State = after };
                next.Add(key, child);
            }

            child.Prefixes += node.Prefixes;
            if (!fails) node.Edges.Add((step, child));
        }

        if (isEnd || (_options.Drop && node.Parent is not null)) End(node);
        node.State = null;
    }

    private TeardownStepResult? Perform(HostCore state, int index, out string missing)
    {
        TeardownStep step = _steps[index];
        RealmRecord? realm = state.Realms.Find(r => r.Number == _realm.Number);
        missing = realm is null ? $"realm '{_realm.Name}' is gone" : TeardownRunner.Missing(realm, step) ?? string.Empty;
        if (realm is null || missing.Length > 0) return null;

        state.Calls.Begin(OperationContext.None);
        return new TeardownRunner(state).Run(realm, step);
    }

    /// <summary>An order that ends here: safe when nothing of the realm is left and the host has lost nothing either.</summary>
    private void End(ExplorationNode node)
    {
        HostCore state = node.State!;
        _orders += node.Prefixes;
        GranuleHolding left = state.Ledger.HoldingOf(_realm.Number);
        if (left.Held == 0 && HeldByOthers(state) == _before)
        {
            node.EndsSafe = true;
            _safeEnd ??= node;
            return;
        }

        var uses = state.Ledger.Of(_realm.Number).GroupBy(static r => r.Value.Use).OrderBy(static g => g.Key);
        string roles = string.Join(", ", uses.Select(static g => GranuleRoles.Of(new GranuleRecord(g.Key))));
        _faults.AddEnd(node, $"{left.Held} granules have not come back: {roles}.", roles, node.Prefixes);
    }

    private static void CountSafeEnds(List<ExplorationNode> nodes)
    {
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            ExplorationNode node = nodes[i];
            node.SafeEnds = (node.EndsSafe ? 1 : 0) + node.Edges.Aggregate(BigInteger.Zero, static (sum, e) => sum + e.Child.SafeEnds);
        }
    }

    /// <summary>A step always comes before another when no safe order takes the other while the first is still left.</summary>
    private ImmutableArray<TeardownPrecedence> Precedences(List<ExplorationNode> nodes)
    {
        if (nodes[0].SafeEnds == 0 || _options.Drop) return [];

        bool[,] late = new bool[_steps.Length, _steps.Length];
        foreach (ExplorationNode node in nodes)
        {
            foreach ((int step, ExplorationNode child) in node.Edges)
            {
                if (child.SafeEnds == 0) continue;
                for (int left = 0; left < _steps.Length; left++)
                {
                    late[left, step] |= _choice.IsLeft(child.Progress, left);
                }
            }
        }

        var always = ImmutableArray.CreateBuilder<TeardownPrecedence>();
        for (int first = 0; first < _steps.Length; first++)
        {
            for (int second = 0; second < _steps.Length; second++)
            {
                if (first != second && !late[first, second] && !IsImplied(late, first, second)) always.Add(new TeardownPrecedence(_steps[first], _steps[second]));
            }
        }

        return always.ToImmutable();
    }

    /// <summary>Whether a precedence follows from two others.</summary>
    private bool IsImplied(bool[,] late, int first, int second) =>
        Enumerable.Range(0, _steps.Length).Any(m => m != first && m != second && !late[first, m] && !late[m, second]);
}
