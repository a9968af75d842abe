using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Module.Completion;

namespace RealmTools.Module.Commands;

/// <summary>
/// Set-RealmMemory: sets the RIPAS of a range: of a new realm to RAM, of a running one to what a vCPU asked for.
/// </summary>
[Cmdlet(VerbsCommon.Set, "RealmMemory", SupportsShouldProcess = true)]
[OutputType(typeof(Realm))]
public sealed class SetRealmMemoryCommand : RealmRangeCommand
{
    /// <summary>The vCPU whose request is answered.</summary>
    [Parameter(HelpMessage = "The vCPU whose request for a RIPAS change is answered (RTT_SET_RIPAS). Without it, the range of a new realm becomes RAM (RTT_INIT_RIPAS).")]
    [ArgumentCompleter(typeof(VcpuIndexCompleter))]
    public int? VcpuIndex { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRealm(RealmHost host, Realm realm)
    {
        string action = VcpuIndex is { } index ? $"Change the RIPAS of {Size} at {Ipa} as vCPU {index} asks" : $"Make {Size} at {Ipa} RAM";
        if (!ShouldProcess(realm.Name, action))
        {
            return;
        }

        host.Memory.SetRipas(realm.Name, Ipa, Size, VcpuIndex, Context);
        if (PassThru)
        {
            WriteObject(host.Realms.Get(realm.Name));
        }
    }
}
