using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;

namespace RealmTools.Module.Commands;

/// <summary>Test-RealmTeardown: holds the ledger against the RMM's own view, and reports what is lost, since when, and what should have returned it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RealmTeardown", DefaultParameterSetName = "Host")]
[OutputType(typeof(AuditFinding), typeof(LedgerAudit), typeof(bool))]
public sealed class TestRealmTeardownCommand : RealmHostCommand, IJobCommand
{
    /// <summary>Only this realm.</summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Realm",
        HelpMessage = "Only what these realms hold. Default: the whole host.")]
    [Alias("RealmName", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RealmNameCompleter))]
    public RealmReference[] Realm { get; set; } = [];

    /// <summary>The whole host.</summary>
    [Parameter(ParameterSetName = "Host", HelpMessage = "The whole host: the default.")]
    [Alias("Host")]
    public SwitchParameter WholeHost { get; set; }

    /// <summary>Yes or no.</summary>
    [Parameter(HelpMessage = "Return only whether nothing was found.")]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The whole result.</summary>
    [Parameter(HelpMessage = "Return the audit as a whole: how much was checked, whether the RMM could be asked, all findings.")]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        if (Realm.Length == 0)
        {
            Report(LedgerAudit.Of(host));
            return;
        }

        foreach (Realm realm in Realm.SelectMany(reference => reference.Find(host)))
        {
            Perform(realm, () => Report(LedgerAudit.Of(host, realm.Name)));
        }
    });

    private void Report(LedgerAudit audit)
    {
        if (Quiet)
            WriteObject(audit.IsClean);
        else if (Summary)
            WriteObject(audit);
        else
            WriteObject(audit.Findings, enumerateCollection: true);
    }
}
