using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Get-RmiFault: the faults that were added to a host, and how often each has hit.</summary>
[Cmdlet(VerbsCommon.Get, "RmiFault")]
[OutputType(typeof(RmiFault), typeof(StatefulScript))]
public sealed class GetRmiFaultCommand : RealmHostCommand
{
    /// <summary>Their numbers.</summary>
    [Parameter(Position = 0, HelpMessage = "Numbers of the faults. All without it.")]
    [ValidateNotNullOrEmpty]
    public int[] Id { get; set; } = [];

    /// <summary>How operations behave.</summary>
    [Parameter(HelpMessage = "Return how stateful operations were told to behave.")]
    public SwitchParameter Operation { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        FaultInjector injector = RmmStack.InjectorOf(host);
        if (Operation)
        {
            if (injector.Script is { } script)
            {
                WriteObject(script);
            }

            return;
        }

        foreach (RmiFault fault in injector.Faults)
        {
            if (Id.Length == 0 || Id.Contains(fault.Id))
            {
                WriteObject(fault);
            }
        }
    });
}
