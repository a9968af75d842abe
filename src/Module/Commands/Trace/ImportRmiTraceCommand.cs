using System.Management.Automation;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Import-RmiTrace: the records of a trace as objects.</summary>
[Cmdlet(VerbsData.Import, "RmiTrace", DefaultParameterSetName = "Path")]
[OutputType(typeof(TraceEntry))]
public sealed class ImportRmiTraceCommand : PathCommand
{
    /// <inheritdoc/>
    protected override void ProcessFile(string file)
    {
        using TraceReader reader = TraceReader.Open(file);
        foreach (TraceEntry entry in TraceEntry.ReadAll(reader))
        {
            Cancellation.ThrowIfCancellationRequested();
            WriteObject(entry);
        }

        if (reader.IsCut)
        {
            WriteWarning($"'{file}' ends in a cut line after line {reader.LineNumber}; the line was left out.");
        }
    }
}
