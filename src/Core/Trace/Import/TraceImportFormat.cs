namespace RealmTools.Trace;

/// <summary>Logs that can be turned into traces.</summary>
public enum TraceImportFormat
{
    /// <summary>The console of TF-RMM, as it comes off a UART. Source: rmm-behaviour.md §7.</summary>
    TfRmmLog,

    /// <summary>Text of the Linux tracing file system with probes on the host's RMI functions. Source: kvm-host.md §7.2, docs/traces.md.</summary>
    Ftrace,

    /// <summary>Output of the bpftrace script in docs/traces.md.</summary>
    Bpftrace,
}
