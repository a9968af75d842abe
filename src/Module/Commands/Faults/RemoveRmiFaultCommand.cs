using System.Globalization;
using System.Management.Automation;
using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Module.Session;

namespace RealmTools.Module.Commands;

/// <summary>Remove-RmiFault: takes faults away.</summary>
[Cmdlet(VerbsCommon.Remove, "RmiFault", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(void))]
public sealed class RemoveRmiFaultCommand : RealmHostCommand
{
    /// <summary>Their numbers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id", HelpMessage = "Numbers of the faults, from Get-RmiFault.")]
    [ValidateNotNullOrEmpty]
    public int[] Id { get; set; } = [];

    /// <summary>How operations behave.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Operation", HelpMessage = "Let stateful operations behave as the RMM has it.")]
    public SwitchParameter Operation { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEachHost(host =>
    {
        FaultInjector injector = RmmStack.InjectorOf(host);
        if (Operation)
        {
            if (ShouldProcess(host.Name, "Let operations behave as the RMM has it"))
            {
                injector.Script = null;
            }

            return;
        }

        foreach (int id in Id)
        {
            Perform(id, () => Remove(host, injector, id));
        }
    });

    private void Remove(RealmHost host, FaultInjector injector, int id)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        if (!injector.Faults.Any(fault => fault.Id == id))
        {
            throw new HostException(FailureId.FaultNotFound, $"Host '{host.Name}' has no fault {number}.", "Get-RmiFault lists them.", id);
        }

        if (ShouldProcess(host.Name, $"Remove fault {number}"))
        {
            injector.Remove(id);
        }
    }
}
