using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The vCPUs of realms.</summary>
public sealed class HostVcpus
{
    private const int ParameterRegisters = 8;
    private const int ListRegisters = 16;

    private readonly HostCore _core;

    internal HostVcpus(HostCore core) => _core = core;

    /// <summary>REC_CREATE through the stateful-operation driver (kvm-host.md §1.4, §1.8). Only a new realm takes vCPUs.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.MeasureAfterActivation"/>, <see cref="FailureId.ParameterInvalid"/>,
    /// <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Vcpu Add(string realm, VcpuRequest request, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.FindLiving(realm);
            if (record.State != RealmState.New)
            {
                throw new HostException(
                    FailureId.MeasureAfterActivation, $"Realm '{record.Name}' is {record.State}: its measurement (RIM) is final, so no vCPU can be added.",
                    "Add all vCPUs before Start-Realm; idle ones cost 18 granules each.", record.Name);
            }

            Check(request.Registers, ParameterRegisters, "start registers", record);
            return HostCore.Show(record, new VcpuKeeper(_core, record).Add(request));
        }
    }

    /// <summary>REC_DESTROY; the REC's granules come back.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.RmiFailed"/>.</exception>
    public void Remove(string realm, int index, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            HostCall? failure = new VcpuKeeper(_core, record).Remove(_core.FindVcpu(record, index));
            if (failure is not null) throw _core.Failed(failure, $"Removing vCPU {index} of realm '{record.Name}'", record.Name);
        }
    }

    /// <summary>REC_ENTER: runs a vCPU until it comes back.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.ParameterInvalid"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RecExit Enter(string realm, int index, RecEntry? entry = null, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            VcpuRecord vcpu = _core.FindVcpu(record, index);
            entry ??= RecEntry.Plain;
            Check(entry.Registers, RecRun.GprCount, "entry registers", record);
            Check(entry.GicListRegisters, ListRegisters, "list registers", record);
            return new VcpuKeeper(_core, record).Enter(vcpu, entry);
        }
    }

    /// <summary>PSCI_COMPLETE: answers the PSCI request of one vCPU that names another.</summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="callingIndex">The vCPU that asked.</param>
    /// <param name="targetIndex">The vCPU it named.</param>
    /// <param name="status">PSCI return code: 0, or −3 (DENIED).</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.RmiFailed"/>.</exception>
    public void CompletePsci(string realm, int callingIndex, int targetIndex, int status = 0, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RealmRecord record = _core.Find(realm);
            ulong calling = _core.FindVcpu(record, callingIndex).Rec;
            ulong target = _core.FindVcpu(record, targetIndex).Rec;
            var call = new RmiRegisters(RmiCommand.PsciComplete, calling, target, unchecked((ulong)(long)status));
            HostCall? failure = _core.Calls.Require(ref call, CallTarget.Vcpu(callingIndex));
            if (failure is not null) throw _core.Failed(failure, $"Answering the PSCI request of vCPU {callingIndex} of realm '{record.Name}'", record.Name);
        }
    }

    private static void Check(ImmutableArray<ulong> registers, int most, string what, RealmRecord realm)
    {
        if (registers.IsDefault || registers.Length <= most) return;

        throw new HostException(
            FailureId.ParameterInvalid, $"{registers.Length} {what} were given; there are {most}.", $"Give at most {most}.", realm.Name);
    }
}
