using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What the host knows of a vCPU.</summary>
internal sealed record VcpuRecord(int Index, ulong Rec, ulong RunPage, Ipa EntryPoint, bool IsRunnable)
{
    internal ulong Mpidr => RecParams.MpidrOf(Index);

    internal RecExit? LastExit { get; set; }
}
