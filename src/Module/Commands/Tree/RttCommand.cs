using System.Management.Automation;
using RealmTools.Module.Completion;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>A command that works on one table of a realm's tree.</summary>
public abstract class RttCommand : RealmPartCommand
{
    /// <summary>Where.</summary>
    [Parameter(
        Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true,
        HelpMessage = "First IPA that the table translates: a multiple of the size of the entry it hangs on.")]
    [ArgumentCompleter(typeof(IpaCompleter))]
    public Ipa Ipa { get; set; }

    /// <summary>Level of the table.</summary>
    [Parameter(Mandatory = true, Position = 2, HelpMessage = "Level of the table, from the one after the start level to 3.")]
    public int Level { get; set; }

    /// <summary>The table, in words.</summary>
    private protected string Table => $"level {Level} table of {Ipa}";
}
