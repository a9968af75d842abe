using System.Management.Automation;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>A command that moves granules between the worlds.</summary>
public abstract class GranuleRangeCommand : RealmHostCommand, IJobCommand
{
    /// <summary>Where.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "PA of the first granule, a multiple of 4 KiB.")]
    [Alias("Pa")]
    public PhysicalAddress Address { get; set; }

    /// <summary>How much.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Size, a multiple of 4 KiB. Default: one granule.")]
    public ByteSize Size { get; set; } = new(Granule.Size);

    /// <summary>Returns the granules.</summary>
    [Parameter(HelpMessage = "Return the granules as the ledger holds them afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }
}
