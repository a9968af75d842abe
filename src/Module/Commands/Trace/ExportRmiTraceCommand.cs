using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Jobs;
using RealmTools.Module.Session;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Export-RmiTrace: writes records as a trace, compressed or not, as JSON lines or as CSV.</summary>
[Cmdlet(VerbsData.Export, "RmiTrace", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRmiTraceCommand : RealmCommand, IJobCommand
{
    private const int ReportInterval = 1024;

    private readonly List<TraceEntry> _entries = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "File to write: .jsonl and .csv name their formats, .gz is compressed, all others are a trace as text.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The records.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "Records from Get-RmiTrace or Import-RmiTrace.")]
    [AllowEmptyCollection]
    public TraceEntry[] InputObject { get; set; } = [];

    /// <summary>The format.</summary>
    [Parameter(HelpMessage = "The format, where the file's name does not tell it.")]
    public TraceExportFormat? Format { get; set; }

    /// <summary>Replaces a file.</summary>
    [Parameter(HelpMessage = "Replace a file that exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter(HelpMessage = "Return the file.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _entries.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void End() => Perform(Path, Write);

    private void Write()
    {
        string file = NewFile(Path, Force);
        if (!ShouldProcess(file, $"Write {_entries.Count} records"))
        {
            return;
        }

        try
        {
            using FileStream stream = File.Create(file);
            TraceExport.Write(Watched(file), stream, Format ?? TraceExport.FormatOf(file), RealmSession.Current.Default?.Platform);
        }
        catch
        {
            File.Delete(file);
            throw;
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }
    }

    private IEnumerable<TraceEntry> Watched(string file)
    {
        string activity = $"Writing {System.IO.Path.GetFileName(file)}";
        for (int i = 0; i < _entries.Count; i++)
        {
            if (i % ReportInterval == 0)
            {
                Cancellation.ThrowIfCancellationRequested();
                Context.Progress?.Report(new HostProgress(activity, (ulong)i, (ulong)_entries.Count, IsBytes: false));
            }

            yield return _entries[i];
        }
    }
}
