using System.Collections.Concurrent;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Pictures;

namespace RealmTools.Module.Commands;

/// <summary>Export-RttTree: draws a realm's tables into a file.</summary>
/// <remarks>No default parameter set: PowerShell would look at no other one for what comes through the pipeline.</remarks>
[Cmdlet(VerbsData.Export, "RttTree", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRttTreeCommand : RealmTargetCommand, IJobCommand
{
    private const string RealmSet = "Realm";
    private const string EntrySet = "Entry";

    private readonly List<RttEntry> _entries = [];
    private readonly ConcurrentDictionary<string, string> _written = [];

    /// <summary>The realms.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = RealmSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "The realm: its name, a wildcard pattern, or an object that Get-Realm returned.")]
    [Alias("RealmName", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference[] Realm { get; set; } = [];

    /// <summary>The entries.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EntrySet, ValueFromPipeline = true, HelpMessage = "Entries that Get-RttTree returned, all or some of one realm.")]
    [ValidateNotNull]
    public RttEntry InputObject { get; set; } = null!;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = RealmSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The file: .svg, .html, .dot or .json.")]
    [Parameter(Mandatory = true, ParameterSetName = EntrySet, HelpMessage = "The file: .svg, .html, .dot or .json.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The format.</summary>
    [Parameter(HelpMessage = "The format, where the name of the file does not tell it.")]
    public PictureFormat? Format { get; set; }

    /// <summary>Replaces a file.</summary>
    [Parameter(HelpMessage = "Replace a file that exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter(HelpMessage = "Return the file.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    private protected override RealmReference[] Targets => Realm;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == EntrySet)
            _entries.Add(InputObject);
        else
            base.Process();
    }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm) =>
        Draw(realm.Name, () => RttSnapshot.Read(host, realm.Name, Context));

    /// <inheritdoc/>
    protected override void End()
    {
        if (_entries.Count > 0)
        {
            Perform(_entries[0].RealmName, () => Draw(_entries[0].RealmName, () => RttSnapshot.FromEntries(_entries)));
        }
    }

    private void Draw(string realm, Func<RttSnapshot> read)
    {
        string file = ResolvePath(Path);
        PictureFormat format = Format ?? FormatOf(file);
        ThrowIfWritten(_written.ContainsKey(file), file);
        NewFile(Path, Force);
        if (!ShouldProcess(file, $"Draw the tables of '{realm}' as {format}"))
        {
            return;
        }

        RttSnapshot tree = read();
        ThrowIfWritten(!_written.TryAdd(file, realm), file);
        PictureFile.Write(file, Force, output => RttPicture.Write(output, tree, format));
        if (PassThru)
        {
            WriteObject(FileItem(file), enumerateCollection: true);
        }
    }

    private static void ThrowIfWritten(bool isWritten, string file)
    {
        if (isWritten)
        {
            throw new HostException(
                FailureId.FileExists, $"'{file}' already holds the tree of another realm.",
                "Give each realm a file of its own: Get-Realm | Export-RttTree -Path { \"$($_.Name).svg\" }.", file);
        }
    }

    private static PictureFormat FormatOf(string file) =>
        RttPicture.TryGetFormat(file, out PictureFormat? format) ? format.Value : throw new HostException(
            FailureId.ParameterInvalid, $"The name of '{file}' does not tell a format.",
            "End it in .svg, .html, .dot or .json, or give -Format.", file);
}
