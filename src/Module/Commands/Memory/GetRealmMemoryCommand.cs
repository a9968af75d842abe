using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Get-RealmMemory: runs of a realm's IPAs with state, RIPAS and PA, as the RMM's tables have them.</summary>
[Cmdlet(VerbsCommon.Get, "RealmMemory")]
[OutputType(typeof(RealmMemoryRun))]
public sealed class GetRealmMemoryCommand : RealmPartCommand, IJobCommand
{
    /// <summary>From here.</summary>
    [Parameter(HelpMessage = "First IPA of interest.")]
    public Ipa? From { get; set; }

    /// <summary>Up to here.</summary>
    [Parameter(HelpMessage = "IPA after the last one of interest.")]
    public Ipa? To { get; set; }

    /// <summary>Also what is empty.</summary>
    [Parameter(HelpMessage = "Return also runs where nothing is mapped or promised.")]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        IEnumerable<RttEntry> entries = host.Tables.Read(realm.Name, new RttTreeOptions { From = From, To = To }, Context);
        foreach (RealmMemoryRun run in RealmMemoryRun.Join(entries))
        {
            if (All || !run.IsEmpty)
            {
                WriteObject(run);
            }
        }
    }
}
