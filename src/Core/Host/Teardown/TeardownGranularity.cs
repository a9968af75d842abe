namespace RealmTools.Host;

/// <summary>How fine the steps of a plan are.</summary>
public enum TeardownGranularity
{
    /// <summary>One step for each thing a host does.</summary>
    Step,

    /// <summary>One step for each vCPU and table.</summary>
    Table,

    /// <summary>One step for each RMI call.</summary>
    Call,
}
