using System.Management.Automation;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>A command that works on a range of a realm's IPA space.</summary>
public abstract class RealmRangeCommand : RealmPartCommand, IJobCommand
{
    /// <summary>Where.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "First IPA, a multiple of 4 KiB.")]
    [ArgumentCompleter(typeof(IpaCompleter))]
    public Ipa Ipa { get; set; }

    /// <summary>How much.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, HelpMessage = "Size, a multiple of 4 KiB, for example 64MB.")]
    public ByteSize Size { get; set; }

    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }
}
