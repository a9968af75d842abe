using System.Collections.Immutable;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Brings an RMM into service (kvm-host.md §1.2).</summary>
/// <param name="host">The host.</param>
internal sealed class HostConnector(HostCore host)
{
    /// <summary>VERSION, FEATURES, then what the generation's activation takes.</summary>
    /// <exception cref="HostException">
    /// <see cref="FailureId.VersionMismatch"/>, <see cref="FailureId.OutOfMemory"/>, <see cref="FailureId.RmiFailed"/>.
    /// </exception>
    internal void Connect()
    {
        uint version = AgreeOnVersion();
        host.Features = new HostFeatures(version, ReadFeatures(version));
        host.ScratchPage = Take();
        host.ListPage = Take();
        HostCall? failure = host.Moves.Activate(host);
        if (failure is not null) throw host.Failed(failure, $"Connecting host '{host.Name}'", host.Name);
    }

    /// <summary>As <see cref="Connect"/>, for a host that has its pages already.</summary>
    internal void Reconnect()
    {
        uint version = AgreeOnVersion();
        host.Features = new HostFeatures(version, ReadFeatures(version));
        HostCall? failure = host.Moves.Activate(host);
        if (failure is not null) throw host.Failed(failure, $"Connecting host '{host.Name}'", host.Name);
    }

    private uint AgreeOnVersion()
    {
        RmiProfile profile = host.Rmm.Platform.Profile;
        var call = new RmiRegisters(RmiCommand.Version, profile.Version);
        RmiResult result = host.Calls.Invoke(ref call, default);
        if (result.IsSuccess) return profile.Version;

        if (result.Status != RmiStatus.ErrorInput || HostCalls.IsUnanswered(call)) throw host.Failed(host.Calls.Failure(), $"Connecting host '{host.Name}'", host.Name);
        throw new HostException(
            FailureId.VersionMismatch,
            $"The RMM speaks RMI {Words(call.X1)} to {Words(call.X2)}, not {Words(profile.Version)}.",
            "Connect with -Profile of a generation that the RMM speaks.", host.Name);
    }

    private static string Words(ulong version) => $"{version >> 16}.{version & 0xFFFF}";

    private ImmutableArray<ulong> ReadFeatures(uint version)
    {
        var registers = ImmutableArray.CreateBuilder<ulong>();
        for (int index = 0; index < HostFeatures.CountFor(version); index++)
        {
            var call = new RmiRegisters(RmiCommand.Features, (ulong)index);
            HostCall? failure = host.Calls.Require(ref call, default);
            if (failure is not null) throw host.Failed(failure, $"Connecting host '{host.Name}'", host.Name);
            registers.Add(call.X1);
        }

        return registers.ToImmutable();
    }

    private ulong Take() =>
        host.Pages.TryTakePage(new GranuleRecord(GranuleUse.HostOwned), out ulong page) ? page : throw new HostException(
            FailureId.OutOfMemory, "The platform has no DRAM.", "Describe at least one bank of DRAM.", host.Name);
}
