namespace RealmTools.Trace;

/// <summary>Kinds of trace records. Source: formats/rmi-trace.md.</summary>
public enum TraceRecordKind
{
    /// <summary>A blank line or a comment.</summary>
    None,

    /// <summary><c>rmi-trace</c>: version and profile.</summary>
    Header,

    /// <summary><c>dram</c>: a bank of conventional memory.</summary>
    Dram,

    /// <summary><c>device</c>: a range of device granules.</summary>
    Device,

    /// <summary><c>features</c>: the feature registers.</summary>
    Features,

    /// <summary><c>boot</c>: cold boot.</summary>
    Boot,

    /// <summary><c>w64</c>: the host writes words.</summary>
    WriteWords,

    /// <summary><c>wb</c>: the host writes bytes.</summary>
    WriteBytes,

    /// <summary><c>fill</c>: the host fills memory.</summary>
    Fill,

    /// <summary><c>r64</c>: the host reads words.</summary>
    ReadWords,

    /// <summary><c>call</c>: an RMI call.</summary>
    Call,

    /// <summary><c>loop</c>: the host's loop over a range command.</summary>
    Loop,

    /// <summary><c>realm smc</c>: the realm will make an SMC.</summary>
    RealmSmc,

    /// <summary><c>realm exit</c>: the realm will take an exception.</summary>
    RealmExit,

    /// <summary><c>rsi</c>: what an SMC returned to the realm.</summary>
    RealmResult,

    /// <summary><c>granule</c>: the RMM's view of a granule.</summary>
    Granule,

    /// <summary><c>measurement</c>: a measurement of a realm.</summary>
    Measurement,
}
