using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Arguments;
using RealmTools.Module.Completion;
using RealmTools.Module.Jobs;
using RealmTools.Rmi;

namespace RealmTools.Module.Commands;

/// <summary>Invoke-RealmVcpu: runs a vCPU (REC_ENTER) and returns why it came back.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RealmVcpu", SupportsShouldProcess = true)]
[OutputType(typeof(RecExit))]
public sealed class InvokeRealmVcpuCommand : RealmPartCommand, IJobCommand
{
    /// <summary>The vCPU.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Index of the vCPU. Default: 0.")]
    [Alias("VcpuIndex")]
    [ArgumentCompleter(typeof(VcpuIndexCompleter))]
    public int Index { get; set; }

    /// <summary>What the realm does.</summary>
    [Parameter(HelpMessage = "What the realm does, from New-RealmAction. Simulated hosts only.")]
    [ValidateNotNull]
    public GuestAction[] Action { get; set; } = [];

    /// <summary>Serves the exits.</summary>
    [Parameter(HelpMessage = "Serve exits as a host does, until the realm stops: map memory, apply RIPAS changes, complete PSCI requests.")]
    public SwitchParameter AutoHandle { get; set; }

    /// <summary>Entry registers.</summary>
    [Parameter(HelpMessage = "Registers that complete an access or a host call, X0 first.")]
    [ValidateNotNull]
    public RegisterValue[] Register { get; set; } = [];

    /// <summary>Entry flags.</summary>
    [Parameter(HelpMessage = "Flags of the entry, for example EmulatedMmio or InjectSea.")]
    public RecEntryFlags Flags { get; set; }

    /// <inheritdoc/>
    [Parameter(HelpMessage = "Do the work in the background, and return a job.")]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        if (!ShouldProcess($"{realm.Name} vCPU {Index}", "Run"))
        {
            return;
        }

        var entry = new RecEntry { Flags = Flags, Registers = [.. Register.Select(register => register.Value)] };
        var runner = new VcpuRunner(host, realm, Index, Context);
        foreach (RecExit exit in AutoHandle ? runner.Run(Action, entry) : [runner.Enter(Action, entry)])
        {
            WriteObject(exit);
        }
    }
}
