using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Add-RealmVcpu: gives a new realm vCPUs (REC_CREATE).</summary>
[Cmdlet(VerbsCommon.Add, "RealmVcpu", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class AddRealmVcpuCommand : RealmPartCommand
{
    /// <summary>How many.</summary>
    [Parameter(Position = 1, HelpMessage = "How many vCPUs to add. Default: 1.")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Where they start.</summary>
    [Parameter(HelpMessage = "IPA of the first instruction. Default: 0.")]
    public Ipa EntryPoint { get; set; }

    /// <summary>Their registers.</summary>
    [Parameter(HelpMessage = "X0 and up at the start, at most 8 values; the rest are zero.")]
    [ValidateNotNull]
    public RegisterValue[] Register { get; set; } = [];

    /// <summary>Whether they may run.</summary>
    [Parameter(HelpMessage = "Whether the vCPUs may run at once. Default: only the realm's first, the others wait for PSCI CPU_ON.")]
    public bool? Runnable { get; set; }

    /// <summary>Returns the realm.</summary>
    [Parameter(HelpMessage = "Return the realm as it is afterwards.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess(realm.Name, $"Add {Count} vCPUs"))
        {
            return;
        }

        var request = new VcpuRequest { EntryPoint = EntryPoint, Registers = [.. Register.Select(r => r.Value)], Runnable = Runnable };
        for (int i = 0; i < Count; i++)
        {
            host.Vcpus.Add(realm.Name, request, Context);
        }

        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }
}
