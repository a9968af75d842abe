namespace RealmTools.Host;

/// <summary>The vCPUs of realms.</summary>
public sealed class HostVcpus
{
    /// <summary>REC_CREATE through the stateful-operation driver (kvm-host.md §1.4, §1.8). Only a new realm takes vCPUs.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.MeasureAfterActivation"/>, <see cref="FailureId.ParameterInvalid"/>,
    /// <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public Vcpu Add(string realm, VcpuRequest request, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>REC_DESTROY; the REC's granules come back.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.RmiFailed"/>.</exception>
    public void Remove(string realm, int index, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>REC_ENTER: runs a vCPU until it comes back.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.ParameterInvalid"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    public RecExit Enter(string realm, int index, RecEntry? entry = null, OperationContext? context = null) => throw new NotSupportedException("Not built yet.");

    /// <summary>PSCI_COMPLETE: answers the PSCI request of one vCPU that names another.</summary>
    /// <param name="realm">Name of the realm.</param>
    /// <param name="callingIndex">The vCPU that asked.</param>
    /// <param name="targetIndex">The vCPU it named.</param>
    /// <param name="status">PSCI return code: 0, or −3 (DENIED).</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.VcpuNotFound"/>, <see cref="FailureId.RmiFailed"/>.</exception>
    public void CompletePsci(string realm, int callingIndex, int targetIndex, int status = 0, OperationContext? context = null) =>
        throw new NotSupportedException("Not built yet.");
}
