namespace RealmTools.Host;

/// <summary>How fine the steps of a plan are.</summary>
public enum TeardownGranularity
{
    /// <summary>One step for each thing a host does.</summary>
    Step,

    /// <summary>One step for each vCPU and table.</summary>
    Table,

    /// <summary>One step for each RMI call, found by running the plan on a copy: simulated RMMs only. It ends where the plan would fail.</summary>
    Call,
}
