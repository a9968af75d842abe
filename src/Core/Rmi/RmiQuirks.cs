namespace RealmTools.Rmi;

/// <summary>Known departures of real RMMs from the reference of their generation, each off unless a platform asks for it.</summary>
[Flags]
public enum RmiQuirks
{
    /// <summary>The reference as it is.</summary>
    None = 0,

    /// <summary>
    /// GRANULE_RANGE_DELEGATE and UNDELEGATE take a run of granules a call, within one tracking region of 1 GiB, and skip granules that
    /// are in the target state already, as later 2.0 trees do (rmm-behaviour.md §4.4, kvm-host.md §1.3). RMI 2.0 only.
    /// </summary>
    SkipDelegated = 1,
}
