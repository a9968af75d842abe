using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Changes the RIPAS of ranges, making the tables that takes (kvm-host.md §1.16).</summary>
/// <param name="host">The host.</param>
/// <param name="realm">The realm.</param>
internal sealed class RipasChanger(HostCore host, RealmRecord realm)
{
    private readonly RttBuilder _tables = new(host, realm);

    /// <summary>RTT_INIT_RIPAS: a range of a new realm becomes RAM.</summary>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Initialize(ulong ipa, ulong top) =>
        Change(new RmiRegisters(RmiCommand.RttInitRipas, realm.Rd), ipa, top, out _);

    /// <summary>RTT_SET_RIPAS: answers the request of a vCPU.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <param name="ipa">First IPA, where the request stands.</param>
    /// <param name="top">IPA after the last.</param>
    /// <param name="done">How far it got.</param>
    /// <returns>Null, or the call that failed.</returns>
    internal HostCall? Answer(VcpuRecord vcpu, ulong ipa, ulong top, out ulong done) =>
        Change(new RmiRegisters(RmiCommand.RttSetRipas, realm.Rd, vcpu.Rec), ipa, top, out done);

    private HostCall? Change(RmiRegisters template, ulong ipa, ulong top, out ulong done)
    {
        var stuck = default(Stuck);
        bool hasRec = template.X2 != 0;
        done = ipa;
        while (done < top)
        {
            host.Calls.ThrowIfCancelled();
            RmiRegisters call = template;
            (call.X2, call.X3, call.X4) = hasRec ? (template.X2, done, top) : (done, top, 0ul);
            HostCall? failure = host.Calls.Require(ref call, CallTarget.Range(done, top));
            if (failure is null)
            {
                if (call.X1 <= done || call.X1 > top) return host.Calls.Complain($"reports progress to 0x{call.X1:x}");
                done = call.X1;
                continue;
            }

            int level = failure.Result.Level;
            bool wantsTable = failure.Unanswered is null && failure.Result.Status == RmiStatus.ErrorRtt && level < RttGeometry.LastLevel;
            failure = wantsTable && !stuck.At(done) ? _tables.Create(done, level + 1, existing: true) : failure;
            if (failure is not null) return failure;
        }

        return null;
    }
}
