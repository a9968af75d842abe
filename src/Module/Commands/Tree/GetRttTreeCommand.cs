using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Get-RttTree: the entries of a realm's tables in IPA order, neighbours that are alike as one run.</summary>
[Cmdlet(VerbsCommon.Get, "RttTree")]
[OutputType(typeof(RttEntry))]
public sealed class GetRttTreeCommand : RealmPartCommand, IJobCommand
{
    /// <summary>Every entry.</summary>
    [Parameter(HelpMessage = "Return every entry by itself instead of runs of equal neighbours.")]
    public SwitchParameter Raw { get; set; }

    /// <summary>Without the empty ones.</summary>
    [Parameter(HelpMessage = "Leave out entries that have neither memory nor a promise of it.")]
    public SwitchParameter SkipEmpty { get; set; }

    /// <summary>From here.</summary>
    [Parameter(HelpMessage = "First IPA of interest.")]
    public Ipa? From { get; set; }

    /// <summary>Up to here.</summary>
    [Parameter(HelpMessage = "IPA after the last one of interest.")]
    public Ipa? To { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        var options = new RttTreeOptions { Raw = Raw, SkipEmpty = SkipEmpty, From = From, To = To };
        foreach (RttEntry entry in host.Tables.Read(realm.Name, options, Context))
        {
            WriteObject(entry);
        }
    }
}
