using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Definitions;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>New-Realm: creates a realm.</summary>
[Cmdlet(VerbsCommon.New, "Realm", SupportsShouldProcess = true, DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(Realm))]
public sealed class NewRealmCommand : RealmHostCommand, IJobCommand
{
    private const string ParametersSet = "Parameters";
    private const string DefinitionSet = "Definition";

    /// <summary>The name.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParametersSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Name of the realm: unique on its host, without control characters and wildcards.")]
    [Alias("RealmName")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>IPA width.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Width of the realm's address space in bits, 32 up to what the RMM offers. Default: 40.")]
    public int? IpaBits { get; set; }

    /// <summary>Start level.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Level of the root tables. Default: the deepest that needs at most 16 of them, as KVM chooses.")]
    public int? StartLevel { get; set; }

    /// <summary>Measurement algorithm.</summary>
    [Parameter(ParameterSetName = ParametersSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Algorithm of the realm's measurements. Default: Sha256.")]
    public RealmHashAlgorithm HashAlgorithm { get; set; } = RealmHashAlgorithm.Sha256;

    /// <summary>Personalization value.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Realm personalization value (RPV): up to 64 bytes, as a byte array or in hexadecimal.")]
    [ValidateNotNull]
    [HexBytesTransformation]
    public byte[] PersonalizationValue { get; set; } = [];

    /// <summary>LPA2.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Use 52-bit output addresses (LPA2) in stage 2; implied by more than 48 IPA bits.")]
    public SwitchParameter Lpa2 { get; set; }

    /// <summary>SVE.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Give the realm SVE with vectors of this many quadwords, less one. Default: no SVE.")]
    public int? SveVectorLength { get; set; }

    /// <summary>PMU.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Give the realm a PMU with this many counters. Default: no PMU.")]
    public int? PmuCounters { get; set; }

    /// <summary>Breakpoints.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Breakpoints of the realm, less one. Default: as many as the RMM offers.")]
    public int? Breakpoints { get; set; }

    /// <summary>Watchpoints.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "Watchpoints of the realm, less one. Default: as many as the RMM offers.")]
    public int? Watchpoints { get; set; }

    /// <summary>VMID.</summary>
    [Parameter(ParameterSetName = ParametersSet, HelpMessage = "VMID, which the host chooses under RMI 1.0. Default: the lowest that is free.")]
    public int? Vmid { get; set; }

    /// <summary>Definitions.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DefinitionSet, HelpMessage = "Files that define realms, .psd1 or .json: geometry, memory, images, vCPUs.")]
    [ValidateNotNullOrEmpty]
    public string[] Definition { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        foreach (string path in Definition)
        {
            Perform(path, () => Deploy(host, ResolvePath(path)));
        }

        foreach (string name in Name)
        {
            Perform(name, () => Create(host, name));
        }
    });

    private void Create(RealmHost host, string name)
    {
        if (ShouldProcess(name, $"Create a realm on '{host.Name}'"))
        {
            WriteObject(host.Realms.Create(Request(name), Context));
        }
    }

    private void Deploy(RealmHost host, string file)
    {
        RealmDefinition definition = DefinitionFile.Read(file);
        if (ShouldProcess(definition.Name, $"Create a realm as '{file}' defines on '{host.Name}'"))
        {
            WriteObject(new RealmDeployment(host, definition, file).Create(Context));
        }
    }

    private RealmRequest Request(string name) => new(name)
    {
        IpaBits = IpaBits,
        StartLevel = StartLevel,
        HashAlgorithm = HashAlgorithm,
        PersonalizationValue = [.. PersonalizationValue],
        Lpa2 = Lpa2,
        SveVectorLength = SveVectorLength,
        PmuCounters = PmuCounters,
        Breakpoints = Breakpoints,
        Watchpoints = Watchpoints,
        Vmid = Vmid,
    };
}
