using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>A record whose replay gave something else than the trace says.</summary>
/// <param name="Entry">The record.</param>
/// <param name="Expected">What the trace says, in its notation and in words.</param>
/// <param name="Actual">What the target gave, likewise.</param>
/// <param name="Diagnosis">Why the target refused a call, when it did and can tell.</param>
public sealed record TraceDivergence(TraceEntry Entry, string Expected, string Actual, RmiDiagnosis Diagnosis)
{
    /// <summary>Line of the record, from 1.</summary>
    public long Line => Entry.Number;

    /// <summary>The line.</summary>
    public string Record => Entry.Text;

    /// <summary>For example <c>line 12: expected 0 (SUCCESS), got 1 (ERROR_INPUT): RTT_CREATE.rtt-state (granule 0x80001000, NS)</c>.</summary>
    public override string ToString() =>
        $"line {Line}: expected {Expected}, got {Actual}{(Diagnosis.Reason is null ? string.Empty : $": {Diagnosis}")}";
}
