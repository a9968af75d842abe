namespace RealmTools.Trace;

/// <summary>How a trace is written for others.</summary>
public enum TraceExportFormat
{
    /// <summary>The format's own text.</summary>
    Text,

    /// <summary>The format's own text, compressed.</summary>
    Gzip,

    /// <summary>A JSON object a line (RFC 8259, UTF-8): numbers as hexadecimal strings, because JSON readers round 64-bit numbers.</summary>
    JsonLines,

    /// <summary>A table with a heading (RFC 4180, UTF-8).</summary>
    Csv,
}
