namespace RealmTools.Rmi;

/// <summary>What kind of thing was in the way of a call.</summary>
public enum ObstacleKind
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>A granule, by PA.</summary>
    Granule,

    /// <summary>An RTT entry, by IPA and level.</summary>
    RttEntry,

    /// <summary>A realm, by the PA of its RD.</summary>
    Realm,

    /// <summary>A REC, by PA.</summary>
    Rec,

    /// <summary>A stateful operation, by handle.</summary>
    Operation,

    /// <summary>An argument, by its value.</summary>
    Argument,
}
