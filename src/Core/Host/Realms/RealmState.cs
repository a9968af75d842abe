namespace RealmTools.Host;

/// <summary>The state of a realm as the host knows it from results. Source: rmm-behaviour.md §1.5.</summary>
public enum RealmState
{
    /// <summary>Created, being filled and measured.</summary>
    New,

    /// <summary>Activated: vCPUs may run.</summary>
    Active,

    /// <summary>The realm has switched itself off; its vCPUs do not run any more.</summary>
    SystemOff,

    /// <summary>Terminated: only tear-down is left (RMI 2.0).</summary>
    Terminated,

    /// <summary>Destroyed, but not all of its granules came back.</summary>
    Destroyed,
}
