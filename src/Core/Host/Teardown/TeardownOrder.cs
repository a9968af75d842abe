namespace RealmTools.Host;

/// <summary>Orders in which hosts take realms down. Source: kvm-host.md §1.14 and §1.15.</summary>
public enum TeardownOrder
{
    /// <summary>The KVM series from v15 on: unmap once, terminate, walk, destroy.</summary>
    Default,

    /// <summary>The KVM series up to v12, for RMI 1.0: no terminate; root pages are never freed.</summary>
    KvmV12,

    /// <summary>KVM v13 as posted: process exit and VM destruction run the same free function, so it unmaps and walks twice.</summary>
    KvmV13,

    /// <summary>KVM v13 with the split that the review proposed: each part runs once.</summary>
    KvmV13Refactored,

    /// <summary>The tf-a-tests realm helpers: tables before terminate.</summary>
    Tftf,

    /// <summary>Terminate before anything is unmapped.</summary>
    TerminateFirst,
}
