using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>How stateful operations shall behave towards the host, within what the interface allows.</summary>
public sealed record StatefulScript
{
    /// <summary>The most granules an operation asks for at a time; null for all at once.</summary>
    public int? DonationSize { get; init; }

    /// <summary>The most granules an operation returns at a time; null for all that fit the list.</summary>
    public int? ReclaimSize { get; init; }

    /// <summary>How often an operation asks to be continued, for nothing, before each of its answers.</summary>
    public int Yields { get; init; }

    /// <summary>Commands without memory transfer that yield as well, such as RTT_DATA_UNMAP.</summary>
    public ImmutableHashSet<RmiCommand> YieldingCommands { get; init; } = [];

    /// <summary>Whether an operation lets itself be cancelled while it asks for memory.</summary>
    public bool CanCancel { get; init; }
}
