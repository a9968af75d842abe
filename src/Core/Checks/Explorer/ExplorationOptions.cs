using RealmTools.Host;

namespace RealmTools.Checks;

/// <summary>What an exploration tries.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Whether steps may be left out: every order of every subset.</summary>
    public bool Drop { get; init; }

    /// <summary>
    /// A second plan that runs at the same time: then each plan keeps its own order, and every way to interleave the two is tried. A step
    /// of the second that fails is no failure: it is what tear-down has to live with.
    /// </summary>
    public IReadOnlyList<TeardownStep> Interleave { get; init; } = [];

    /// <summary>Whether an order goes on after a step that fails; a kernel stops.</summary>
    public bool ContinueOnRmiError { get; init; }

    /// <summary>The most different states to keep; an exploration that meets more ends incomplete.</summary>
    public int MaximumStates { get; init; } = 1_000_000;

    /// <summary>Stop at failures, all orders of all steps.</summary>
    public static ExplorationOptions Default { get; } = new();
}
