using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>
/// A hypervisor's side of one RMM: it knows what it learned from result registers, keeps a ledger of every granule, and does with RMI
/// what a kernel does.
/// </summary>
/// <remarks>
/// Safe for any number of threads: operations run one at a time, and one that waits for another can be cancelled. Every operation
/// throws <see cref="HostException"/> when it cannot do its work and <see cref="OperationCanceledException"/> when it is cancelled;
/// bad input leaves realms and ledger unchanged.
/// </remarks>
public sealed class RealmHost : IDisposable
{
    private readonly HostCore _core;

    private RealmHost(HostCore core)
    {
        _core = core;
        Realms = new HostRealms(core);
        Memory = new HostMemory(core);
        Vcpus = new HostVcpus(core);
        Tables = new HostTables(core);
        Granules = new HostGranules(core);
        Teardown = new HostTeardown(core);
    }

    /// <summary>The host's state, for those in this assembly that explore.</summary>
    internal HostCore Core => _core;

    /// <summary>The host's name.</summary>
    public string Name => _core.Name;

    /// <summary>The machine the RMM runs on.</summary>
    public RmmPlatform Platform => Rmm.Platform;

    /// <summary>The RMM. Calls made on it directly are not seen by the ledger.</summary>
    public IRmm Rmm => _core.Rmm;

    /// <summary>What the RMM offers.</summary>
    public HostFeatures Features => _core.Features;

    /// <summary>Creating, activating and finding realms.</summary>
    public HostRealms Realms { get; }

    /// <summary>The memory of realms.</summary>
    public HostMemory Memory { get; }

    /// <summary>The vCPUs of realms.</summary>
    public HostVcpus Vcpus { get; }

    /// <summary>The RTTs of realms.</summary>
    public HostTables Tables { get; }

    /// <summary>The ledger of granules.</summary>
    public HostGranules Granules { get; }

    /// <summary>Taking realms down.</summary>
    public HostTeardown Teardown { get; }

    /// <summary>Calls made so far, calls of <see cref="CallRaw"/> included.</summary>
    public long CallCount => _core.Calls.Sequence;

    /// <summary>
    /// Brings an RMM into service as a kernel does: VERSION, FEATURES, RMM_CONFIG_SET, RMM_ACTIVATE, GRANULE_TRACKING_GET for each
    /// DRAM bank (kvm-host.md §1.2). An RMM that is active already is taken over as it is.
    /// </summary>
    /// <param name="name">Name of the host: not empty, no control characters, no wildcards.</param>
    /// <param name="rmm">The RMM.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">The name is bad, the RMM speaks another generation, or a call failed.</exception>
    public static RealmHost Connect(string name, IRmm rmm, OperationContext? context = null)
    {
        RealmNames.Check(name);
        var core = new HostCore(name, rmm, HostMoves.For(rmm.Platform.Profile));
        using (core.Enter(context))
        {
            new HostConnector(core).Connect();
        }

        return new RealmHost(core);
    }

    /// <summary>
    /// A host with this one's ledger over another connection to the same RMM, or to one that was started again on the same machine. What
    /// was in doubt is settled with the RMM's answers. This host stays as it is, and is of no more use.
    /// </summary>
    /// <param name="rmm">The new connection.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <exception cref="HostException">
    /// <see cref="FailureId.ParameterInvalid"/>: it is another machine; <see cref="FailureId.RmmUnreachable"/>: the connection is lost again.
    /// </exception>
    public HostReconciliation Reconnect(IRmm rmm, OperationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(rmm);
        HostCore core;
        using (_core.Enter(context))
        {
            CheckSameMachine(rmm.Platform);
            core = _core.Over(rmm);
        }

        using (core.Enter(context))
        {
            new HostConnector(core).Reconnect();
            var (findings, gone, freed) = new HostReconciler(core).Run();
            long inDoubt = core.Ledger.Overlapping(0, ulong.MaxValue).Where(static r => r.Value.Fate == GranuleFate.InDoubt).Sum(static r => (long)(r.Size >> Granule.Shift));
            return new HostReconciliation(new RealmHost(core), findings, gone, freed, inDoubt);
        }
    }

    private void CheckSameMachine(RmmPlatform other)
    {
        if (other.Profile == Platform.Profile && other.Dram.SequenceEqual(Platform.Dram)) return;
        throw new HostException(
            FailureId.ParameterInvalid,
            $"The agent serves RMI {other.Profile} with DRAM at {string.Join(", ", other.Dram)}; host '{Name}' has RMI {Platform.Profile} with DRAM at {string.Join(", ", Platform.Dram)}.",
            "Name the agent of the same machine, or connect this one under another name.", Name);
    }

    /// <summary>A host in the same state over a fork of its RMM, so that something can be tried without consequences; the two know nothing of each other.</summary>
    /// <param name="decorate">What to put before the fork; null for nothing.</param>
    /// <exception cref="HostException"><see cref="FailureId.NotSimulated"/>: the RMM cannot be forked.</exception>
    public RealmHost Fork(Func<IRmm, IRmm>? decorate = null)
    {
        using (_core.Enter(null))
        {
            return new RealmHost(_core.Fork(decorate));
        }
    }

    /// <summary>Performs one RMI call with given registers, under the host's lock: counted, observed and, where it is one of delegation or tear-down, followed by the ledger.</summary>
    /// <param name="registers">Function ID and arguments.</param>
    /// <param name="context">How to stop it and who watches.</param>
    /// <returns>What it answered, with the diagnosis when it failed.</returns>
    public HostCall CallRaw(RmiRegisters registers, OperationContext? context = null)
    {
        using (_core.Enter(context))
        {
            RmiRegisters outputs = registers;
            _core.Calls.InvokeRaw(ref outputs);
            HostCall call = _core.Calls.Describe(registers, outputs, _core.Calls.Sequence, default);
            if (call.Unanswered is null) new CallEffects(_core).Apply(registers, outputs);
            return call;
        }
    }

    /// <summary>Waits for the operation that runs, then refuses further ones. The RMM itself is the caller's to dispose of.</summary>
    public void Dispose() => _core.Dispose();
}
