using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Module.Session;
using RealmTools.Pictures;
using RealmTools.Rmm;
using RealmTools.Trace;

namespace RealmTools.Module.Commands;

/// <summary>Export-RealmTimeline: draws a realm's tables before and after each step of a trace, or of a tear-down while it runs.</summary>
[Cmdlet(VerbsData.Export, "RealmTimeline", DefaultParameterSetName = TraceSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRealmTimelineCommand : RealmCommand, IJobCommand
{
    private const string TraceSet = "Trace";
    private const string StepSet = "Step";

    private string _file = string.Empty;
    private Action<Stream, RealmTimeline> _write = HtmlPage.Write;
    private LiveTimeline? _live;

    /// <summary>The trace.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TraceSet, HelpMessage = "The trace: it is replayed on a simulated RMM.")]
    [ValidateNotNullOrEmpty]
    public string TracePath { get; set; } = string.Empty;

    /// <summary>The realm of the trace.</summary>
    [Parameter(ParameterSetName = TraceSet, HelpMessage = "Which realm of the trace, counted from 1 in the order of their creation. Needed where there are several.")]
    [ValidateRange(1, int.MaxValue)]
    public int? RealmNumber { get; set; }

    /// <summary>First line.</summary>
    [Parameter(ParameterSetName = TraceSet, HelpMessage = "First line of the trace whose calls are steps. Default: the realm's creation.")]
    [ValidateRange(1, long.MaxValue)]
    public long FirstLine { get; set; } = 1;

    /// <summary>Last line.</summary>
    [Parameter(ParameterSetName = TraceSet, HelpMessage = "Last line of the trace whose calls are steps. Default: the realm's end.")]
    [ValidateRange(1, long.MaxValue)]
    public long LastLine { get; set; } = long.MaxValue;

    /// <summary>The most steps.</summary>
    [Parameter(ParameterSetName = TraceSet, HelpMessage = "The most steps: with more calls, long loops of the same call share steps. Default: 200.")]
    [ValidateRange(1, 10_000)]
    public int MaximumSteps { get; set; } = TraceTimelineOptions.Default.MaximumSteps;

    /// <summary>The realm that is taken down.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSet, HelpMessage = "The realm that is taken down: its name, or an object that Get-Realm returned.")]
    [Alias("RealmName", "Name")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference Realm { get; set; } = null!;

    /// <summary>The steps.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSet, ValueFromPipeline = true, HelpMessage = "Results of Invoke-RealmTeardownStep, as they come through the pipeline.")]
    [ValidateNotNullOrEmpty]
    public TeardownStepResult[] InputObject { get; set; } = [];

    /// <summary>The host.</summary>
    [Parameter(ParameterSetName = StepSet, HelpMessage = "The host, by name or as Connect-RealmHost returned it; without it, the default host.")]
    [Alias("HostName")]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public RealmHostReference? RealmHost { get; set; }

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = TraceSet, HelpMessage = "The file: .html for the page, .json for its data.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StepSet, HelpMessage = "The file: .html for the page, .json for its data.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Replaces a file.</summary>
    [Parameter(HelpMessage = "Replace a file that exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter(HelpMessage = "Return the file.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = TraceSet, HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Steps are about to run: what would keep them from being drawn has to stop the pipeline before it takes anything down.
        try
        {
            _file = NewFile(Path, Force);
            _write = WriterFor(_file);
            _live = Realm is null ? null : StartRecording();
        }
        catch (Exception e) when (e is HostException or SessionStateException)
        {
            ThrowTerminatingError(FailureRecord.For(e, Path));
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TeardownStepResult result in InputObject)
        {
            Perform(result.Step, () => _live!.Add(result));
        }

        if (_live is null)
        {
            Draw($"Draw the realm of '{TracePath}'", FromTrace);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_live is { Timeline.Count: > 1 })
        {
            Perform(Realm, () => Draw($"Draw the tear-down of '{Realm}'", () => _live.Timeline));
        }
    }

    private static Action<Stream, RealmTimeline> WriterFor(string file)
    {
        RttPicture.TryGetFormat(file, out PictureFormat? format);
        return format switch
        {
            PictureFormat.Html => HtmlPage.Write,
            PictureFormat.Json => JsonTimeline.Write,
            _ => throw new HostException(
                FailureId.ParameterInvalid, $"A timeline is a page or its data, and '{file}' does not name one.", "End the name of the file in .html or .json.", file),
        };
    }

    private LiveTimeline StartRecording()
    {
        RealmHostReference? reference = RealmHost ?? (Realm.Realm is { } known ? new RealmHostReference(known.HostName) : null);
        RealmHost host = reference is null ? RealmSession.Current.GetOrMakeDefault(Context) : RealmSession.Current.Resolve(reference);
        Realm[] found = [.. Realm.Find(host)];
        return found.Length == 1 ? new LiveTimeline(host, found[0].Name, Context) : throw new HostException(
            FailureId.RealmNotFound, $"'{Realm}' means {found.Length} realms; a timeline shows one.", "Give the name of one realm.", Realm.Name);
    }

    private RealmTimeline FromTrace()
    {
        string trace = ResolvePath(TracePath);
        var options = new TraceTimelineOptions { Realm = RealmNumber, FirstLine = FirstLine, LastLine = LastLine, MaximumSteps = MaximumSteps };
        (RealmTimeline timeline, TraceReplayResult replay) =
            TraceTimeline.Build(() => OpenTrace(trace, "Replaying"), static platform => new SimulatedRmm(platform), options, Cancellation);
        if (!replay.IsIdentical)
        {
            WriteWarning($"The simulated RMM answered differently at line {replay.Divergences[0].Line} of '{trace}'; from there on the picture shows its realm. Invoke-RmiTrace lists the differences.");
        }

        return timeline;
    }

    private void Draw(string action, Func<RealmTimeline> make)
    {
        if (!ShouldProcess(_file, action))
        {
            return;
        }

        RealmTimeline timeline = make();
        PictureFile.Write(_file, Force, output => _write(output, timeline));
        if (PassThru)
        {
            WriteObject(FileItem(_file), enumerateCollection: true);
        }
    }
}
