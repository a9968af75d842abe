using System.Management.Automation;
using RealmTools.Module.Jobs;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Import-RmiTrace: the records of a trace, or of another tool's log, as objects.</summary>
[Cmdlet(VerbsData.Import, "RmiTrace", DefaultParameterSetName = "Path")]
[OutputType(typeof(TraceEntry))]
public sealed class ImportRmiTraceCommand : PathCommand, IJobCommand
{
    /// <summary>What the file is, if no trace.</summary>
    [Parameter(HelpMessage = "What the file is, where it is no trace: the console of TF-RMM, or probes of a Linux host.")]
    public TraceImportFormat? Format { get; set; }

    /// <summary>Infers nothing.</summary>
    [Parameter(HelpMessage = "Refuse a log that does not hold everything that must have happened, instead of inferring it.")]
    public SwitchParameter Strict { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessFile(string file)
    {
        using TraceReader reader = Format is { } format ? Convert(file, format) : OpenTrace(file, "Reading");
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

    private TraceReader Convert(string file, TraceImportFormat format)
    {
        using var log = new WatchedStream(File.OpenRead(file), $"Importing {System.IO.Path.GetFileName(file)}", Context);
        var trace = new MemoryStream();
        TraceImportReport report;
        using (var writer = new TraceWriter(trace))
        {
            report = TraceImporter.Import(log, file, format, writer, new TraceImportOptions { Strict = Strict });
        }

        if (report.Completeness != TraceCompleteness.EveryCall || report.Inferred > 0)
        {
            WriteWarning(report.ToString());
        }

        foreach (TraceImportIssue issue in report.Damaged)
        {
            WriteWarning($"{file}, {issue}");
        }

        return new TraceReader(new MemoryStream(trace.ToArray()), file);
    }
}
