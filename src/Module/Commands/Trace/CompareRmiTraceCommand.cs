using System.Management.Automation;
using RealmTools.Module.Jobs;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Compare-RmiTrace: aligns two traces and shows where the conversations part.</summary>
[Cmdlet(VerbsData.Compare, "RmiTrace")]
[OutputType(typeof(TraceDifference))]
public sealed class CompareRmiTraceCommand : RealmCommand, IJobCommand
{
    /// <summary>A trace.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The trace to compare with.")]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = string.Empty;

    /// <summary>Another.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The trace that may differ.")]
    [ValidateNotNullOrEmpty]
    public string DifferencePath { get; set; } = string.Empty;

    /// <summary>Addresses only need to play the same part.</summary>
    [Parameter(HelpMessage = "Physical addresses only need to play the same part, so that two hosts that allocate differently can be compared.")]
    public SwitchParameter IgnoreAddress { get; set; }

    /// <summary>Calls alone.</summary>
    [Parameter(HelpMessage = "Compare calls only: no memory, no realm actions, no private views.")]
    public SwitchParameter CallsOnly { get; set; }

    /// <summary>Only the first.</summary>
    [Parameter(HelpMessage = "Return only the first difference, where the conversations part.")]
    public SwitchParameter First { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Perform(DifferencePath, () =>
    {
        var options = new TraceCompareOptions { IgnoreAddresses = IgnoreAddress, CallsOnly = CallsOnly };
        IEnumerable<TraceDifference> differences = TraceComparison.Compare(Read(ReferencePath), Read(DifferencePath), options);
        foreach (TraceDifference difference in First ? differences.Take(1) : differences)
        {
            Cancellation.ThrowIfCancellationRequested();
            WriteObject(difference);
        }
    });

    private IEnumerable<TraceEntry> Read(string path) => TraceEntry.ReadAll(OpenTrace(ResolvePath(path), "Reading"));
}
