namespace RealmTools.Trace;

/// <summary>How much of a conversation an imported log holds.</summary>
public enum TraceCompleteness
{
    /// <summary>No call at all.</summary>
    Empty,

    /// <summary>Failed calls only.</summary>
    ErrorsOnly,

    /// <summary>What makes, changes and ends realms and RECs, and failed calls: the console's default.</summary>
    Lifecycle,

    /// <summary>Every call that the probes or the console can see.</summary>
    EveryCall,
}
