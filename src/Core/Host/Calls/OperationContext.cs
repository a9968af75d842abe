namespace RealmTools.Host;

/// <summary>What surrounds a host operation: how to stop it and who watches.</summary>
public sealed record OperationContext
{
    /// <summary>
    /// Looked at between RMI calls; a cancelled operation throws <see cref="OperationCanceledException"/> and leaves host and ledger consistent.
    /// </summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Takes reports of long operations.</summary>
    public IProgress<HostProgress>? Progress { get; init; }

    /// <summary>
    /// Takes every RMI call, a loop over granules as one step. Called on the operation's thread under the host's lock: must return
    /// soon and must not call the host.
    /// </summary>
    public Action<HostStep>? Step { get; init; }

    /// <summary>Nobody watches and nothing stops it.</summary>
    public static OperationContext None { get; } = new();
}
