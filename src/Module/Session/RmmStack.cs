using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Module.Session;

/// <summary>What stands between a host of this module and its RMM: a recorder that records when told to.</summary>
internal static class RmmStack
{
    /// <summary>The RMM as a host of this module sees it.</summary>
    /// <param name="rmm">The RMM, freshly booted.</param>
    public static IRmm Build(IRmm rmm) => new TraceRecorder(rmm);

    /// <summary>The recorder of a host.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: the host was not connected by this module.</exception>
    public static TraceRecorder RecorderOf(RealmHost host) => host.Rmm.As<TraceRecorder>() ?? throw new HostException(
        FailureId.ParameterInvalid, $"Host '{host.Name}' was not connected with Connect-RealmHost and cannot be recorded.",
        "Connect it with Connect-RealmHost.", host);
}
