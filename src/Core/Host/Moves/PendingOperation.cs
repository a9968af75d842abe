using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>A stateful operation on its way, or one that could not be driven to its end; also a call whose answer was lost.</summary>
/// <param name="Handle">Its handle; 0 where it has none.</param>
/// <param name="Command">The command that started it.</param>
/// <param name="Answer">The newest answer: what it wants next.</param>
internal sealed record PendingOperation(ulong Handle, RmiCommand Command, RmiRegisters Answer)
{
    /// <summary>The vCPU it creates or destroys.</summary>
    internal VcpuRecord? Vcpu { get; init; }
}
