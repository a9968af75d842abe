using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>New-Realm: creates a realm.</summary>
[Cmdlet(VerbsCommon.New, "Realm", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class NewRealmCommand : RealmHostCommand
{
    /// <summary>The name.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Name of the realm: unique on its host, without control characters and wildcards.")]
    [Alias("RealmName")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>IPA width.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Width of the realm's address space in bits, 32 up to what the RMM offers. Default: 40.")]
    public int? IpaBits { get; set; }

    /// <summary>Start level.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Level of the root tables. Default: the deepest that needs at most 16 of them, as KVM chooses.")]
    public int? StartLevel { get; set; }

    /// <summary>Measurement algorithm.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Algorithm of the realm's measurements. Default: Sha256.")]
    public RealmHashAlgorithm HashAlgorithm { get; set; } = RealmHashAlgorithm.Sha256;

    /// <summary>Personalization value.</summary>
    [Parameter(HelpMessage = "Realm personalization value (RPV): up to 64 bytes, as a byte array or in hexadecimal.")]
    [ValidateNotNull]
    [HexBytesTransformation]
    public byte[] PersonalizationValue { get; set; } = [];

    /// <summary>LPA2.</summary>
    [Parameter(HelpMessage = "Use 52-bit output addresses (LPA2) in stage 2; implied by more than 48 IPA bits.")]
    public SwitchParameter Lpa2 { get; set; }

    /// <summary>SVE.</summary>
    [Parameter(HelpMessage = "Give the realm SVE with vectors of this many quadwords, less one. Default: no SVE.")]
    public int? SveVectorLength { get; set; }

    /// <summary>PMU.</summary>
    [Parameter(HelpMessage = "Give the realm a PMU with this many counters. Default: no PMU.")]
    public int? PmuCounters { get; set; }

    /// <summary>Breakpoints.</summary>
    [Parameter(HelpMessage = "Breakpoints of the realm, less one. Default: as many as the RMM offers.")]
    public int? Breakpoints { get; set; }

    /// <summary>Watchpoints.</summary>
    [Parameter(HelpMessage = "Watchpoints of the realm, less one. Default: as many as the RMM offers.")]
    public int? Watchpoints { get; set; }

    /// <summary>VMID.</summary>
    [Parameter(HelpMessage = "VMID, which the host chooses under RMI 1.0. Default: the lowest that is free.")]
    public int? Vmid { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
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
