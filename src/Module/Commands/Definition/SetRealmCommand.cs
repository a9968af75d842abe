using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Definitions;
using RealmTools.Module.Jobs;

namespace RealmTools.Module.Commands;

/// <summary>Set-Realm: brings realms to their definitions; does nothing where they are there.</summary>
[Cmdlet(VerbsCommon.Set, "Realm", SupportsShouldProcess = true)]
[OutputType(typeof(RealmChange))]
public sealed class SetRealmCommand : RealmHostCommand, IJobCommand
{
    /// <summary>The definitions.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "Files that define realms, .psd1 or .json; each names its realm.")]
    [ValidateNotNullOrEmpty]
    public string[] Definition { get; set; } = [];

    /// <summary>Removes what is not defined.</summary>
    [Parameter(HelpMessage = "Also take away memory and vCPUs that the definition does not have.")]
    public SwitchParameter Prune { get; set; }

    /// <summary>Returns the changes.</summary>
    [Parameter(HelpMessage = "Return each change that was made.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        foreach (string path in Definition)
        {
            Perform(path, () => Bring(host, ResolvePath(path)));
        }
    });

    private void Bring(RealmHost host, string file)
    {
        RealmDefinition definition = DefinitionFile.Read(file);
        IReadOnlyList<RealmChange> changes = new RealmDeployment(host, definition, file).Plan(Prune);
        if (changes.Count == 0)
        {
            WriteVerbose($"'{definition.Name}' is as '{file}' defines.");
        }

        foreach (RealmChange change in changes)
        {
            if (!ShouldProcess(change.RealmName, change.Description))
            {
                continue;
            }

            RealmDeployment.Apply(change, Context);
            if (PassThru)
            {
                WriteObject(change);
            }
        }
    }
}
