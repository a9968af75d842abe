namespace RealmTools.Rmi;

/// <summary>What a simulator can say about a failed call beyond its result word.</summary>
/// <param name="Reason">The check that refused the call.</param>
/// <param name="Kind">What was in the way.</param>
/// <param name="Value">Its address, handle or value.</param>
/// <param name="Level">RTT level, for an entry.</param>
/// <param name="State">The state it is in, in words; empty when that says nothing.</param>
public readonly record struct RmiDiagnosis(RmiReason? Reason, ObstacleKind Kind, ulong Value, int Level, string State)
{
    /// <summary>The obstacle in words, such as <c>RTT entry at IPA 0x40000000, level 2, state TABLE</c>.</summary>
    public string Obstacle => Kind switch
    {
        ObstacleKind.Granule => $"granule 0x{Value:x}{StateSuffix}",
        ObstacleKind.RttEntry => $"RTT entry at IPA 0x{Value:x}, level {Level}{StateSuffix}",
        ObstacleKind.Realm => $"realm with RD 0x{Value:x}{StateSuffix}",
        ObstacleKind.Rec => $"REC 0x{Value:x}{StateSuffix}",
        ObstacleKind.Operation => $"stateful operation 0x{Value:x}{StateSuffix}",
        ObstacleKind.Argument => $"argument 0x{Value:x}{StateSuffix}",
        _ => string.Empty,
    };

    private string StateSuffix => string.IsNullOrEmpty(State) ? string.Empty : $", {State}";

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? string.Empty : Kind == ObstacleKind.None ? Reason.Id : $"{Reason.Id} ({Obstacle})";
}
