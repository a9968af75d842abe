using RealmTools.Checks;
using RealmTools.Host;
using RealmTools.Rmi;
using RealmTools.Trace;

namespace RealmTools.Module.Session;

/// <summary>What stands between a host of this module and its RMM: a recorder that records when told to, and faults on purpose.</summary>
internal static class RmmStack
{
    /// <summary>The RMM as a host of this module sees it. What is recorded is what the host was told, faults included.</summary>
    /// <param name="rmm">The RMM, freshly booted.</param>
    public static IRmm Build(IRmm rmm) => new TraceRecorder(new FaultInjector(rmm));

    /// <summary>As <see cref="Build"/>, for a copy of an RMM that has its faults with it and was booted long ago.</summary>
    public static IRmm Rebuild(IRmm fork) => new TraceRecorder(fork, isFresh: false);

    /// <summary>As <see cref="Build"/>, for an RMM that was booted long ago.</summary>
    public static IRmm BuildAgain(IRmm rmm) => new TraceRecorder(new FaultInjector(rmm), isFresh: false);

    /// <summary>The recorder of a host.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: the host was not connected by this module.</exception>
    public static TraceRecorder RecorderOf(RealmHost host) => host.Rmm.As<TraceRecorder>() ?? throw NotOurs(host);

    /// <summary>The faults of a host.</summary>
    /// <exception cref="HostException"><see cref="FailureId.ParameterInvalid"/>: the host was not connected by this module.</exception>
    public static FaultInjector InjectorOf(RealmHost host) => host.Rmm.As<FaultInjector>() ?? throw NotOurs(host);

    private static HostException NotOurs(RealmHost host) => new(
        FailureId.ParameterInvalid, $"Host '{host.Name}' was not connected with Connect-RealmHost: nothing stands between it and its RMM.",
        "Connect it with Connect-RealmHost.", host);
}
