using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Add-RealmMemory: maps private memory, empty or from a file, or memory that realm and host share.</summary>
[Cmdlet(VerbsCommon.Add, "RealmMemory", SupportsShouldProcess = true, DefaultParameterSetName = PrivateSet)]
[OutputType(typeof(Realm))]
public sealed class AddRealmMemoryCommand : RealmPartCommand, IJobCommand
{
    private const string PrivateSet = "Private";
    private const string FileSet = "File";
    private const string SharedSet = "Shared";

    /// <summary>Where.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "First IPA, a multiple of 4 KiB.")]
    public Ipa Ipa { get; set; }

    /// <summary>How much.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = PrivateSet, HelpMessage = "Size, a multiple of 4 KiB, for example 64MB.")]
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = SharedSet, HelpMessage = "Size, a multiple of 4 KiB, for example 64MB.")]
    [Parameter(Position = 2, ParameterSetName = FileSet, HelpMessage = "Size, a multiple of 4 KiB. Default: the file's, rounded up.")]
    public ByteSize? Size { get; set; }

    /// <summary>Content.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet, HelpMessage = "File whose content the memory holds at first; the rest is zero.")]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Whether it goes into the measurement.</summary>
    [Parameter(ParameterSetName = PrivateSet, HelpMessage = "Measure the content: it extends the realm initial measurement (RIM).")]
    [Parameter(ParameterSetName = FileSet, HelpMessage = "Measure the content: it extends the realm initial measurement (RIM).")]
    public SwitchParameter Measure { get; set; }

    /// <summary>Whether the RIPAS is left as it is.</summary>
    [Parameter(ParameterSetName = PrivateSet, HelpMessage = "Leave the RIPAS of the range as it is, instead of making it RAM first.")]
    public SwitchParameter NoRipas { get; set; }

    /// <summary>Shared memory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SharedSet, HelpMessage = "Map the host's own memory in the unprotected half.")]
    public SwitchParameter Shared { get; set; }

    /// <summary>The host's memory to share.</summary>
    [Parameter(ParameterSetName = SharedSet, HelpMessage = "First PA of the host's memory. Default: free DRAM.")]
    public PhysicalAddress? Address { get; set; }

    /// <summary>Memory attributes.</summary>
    [Parameter(ParameterSetName = SharedSet, HelpMessage = "MemAttr of the entries, 0 to 7 without 4. Default: 6, normal write-back memory.")]
    public int MemoryAttribute { get; set; } = 6;

    /// <summary>Not writable.</summary>
    [Parameter(ParameterSetName = SharedSet, HelpMessage = "Let the realm read the memory, not write it.")]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>Largest entries.</summary>
    [Parameter(HelpMessage = "Largest table entry to map with: 4KB, 2MB or 1GB. Default: the largest that fits.")]
    public ByteSize? PageSize { get; set; }

    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        using MemoryContent? content = ParameterSetName == FileSet ? MemoryContent.FromFile(ResolvePath(Path)) : null;
        ByteSize size = Size ?? new ByteSize(Granule.AlignUp(content!.Length));
        string action = $"Map {size} of {(Shared ? "shared" : "private")} memory at {Ipa}{(content is null ? string.Empty : $" from '{content.Name}'")}";
        if (!ShouldProcess(realm.Name, action))
        {
            return;
        }

        if (Shared)
            host.Memory.MapShared(realm.Name, SharedRequest(size), Context);
        else
            host.Memory.MapPrivate(realm.Name, PrivateRequest(size, content), Context);

        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }

    private PrivateMemoryRequest PrivateRequest(ByteSize size, MemoryContent? content) => new(Ipa, size)
    {
        Content = content,
        Measure = Measure,
        MaximumPageSize = PageSize,
        InitializeRipas = !NoRipas,
    };

    private SharedMemoryRequest SharedRequest(ByteSize size) => new(Ipa, size)
    {
        Address = Address,
        MaximumPageSize = PageSize,
        MemoryAttribute = MemoryAttribute,
        Write = !ReadOnly,
    };
}
