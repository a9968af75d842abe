using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Get-Granule: the host's ledger, as runs of granules with equal state and owner.</summary>
[Cmdlet(VerbsCommon.Get, "Granule")]
[OutputType(typeof(GranuleRun))]
public sealed class GetGranuleCommand : RealmHostCommand
{
    /// <summary>Only this part of memory.</summary>
    [Parameter(Position = 0, HelpMessage = "Only this range of physical addresses, as 0x80000000+2MB or 0x80000000-0x80200000.")]
    public MemoryRange? Range { get; set; }

    /// <summary>Only these uses.</summary>
    [Parameter(HelpMessage = "Only granules in these states, for example Delegated, Rtt, Data.")]
    [Alias("Use")]
    [ValidateNotNullOrEmpty]
    public GranuleUse[] State { get; set; } = [];

    /// <summary>Only those of a realm.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Only granules of this realm; an empty name for those of none.")]
    [Alias("Name", "RealmName")]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public string? Owner { get; set; }

    /// <summary>Only lost ones.</summary>
    [Parameter(HelpMessage = "Only granules that a failed call has lost, or whose state is in doubt.")]
    public SwitchParameter Leaked { get; set; }

    /// <summary>Finer runs.</summary>
    [Parameter(HelpMessage = "Start a new run also where the call that brought the granules differs.")]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        var filter = new GranuleFilter(
            Range,
            State.Length == 0 ? null : State,
            Leaked ? [GranuleFate.Leaked, GranuleFate.InDoubt] : null,
            Owner,
            Detailed);
        foreach (GranuleRun run in host.Granules.List(filter))
        {
            WriteObject(run);
        }
    });
}
