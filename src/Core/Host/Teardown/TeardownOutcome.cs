namespace RealmTools.Host;

/// <summary>How a tear-down step ended.</summary>
public enum TeardownOutcome
{
    /// <summary>It did what it is for.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    Nothing,

    /// <summary>It went through, but granules that came out of the realm could not be undelegated.</summary>
    Leaked,

    /// <summary>A call failed; what it could not return is leaked.</summary>
    Failed,

    /// <summary>It did not run, because an earlier step stopped the plan.</summary>
    Skipped,
}
