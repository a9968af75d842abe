using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>The state of a host and the lock that guards it. Everything else in this room works on one of these.</summary>
internal sealed class HostCore : IDisposable
{
    // After the user wants to stop: enough for a slow machine to answer the call under way, so that it is not in doubt.
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IRmmPatience? _patience;
    private bool _closed;

    // Thread of the operation in progress; 0 for none.
    private volatile int _operator;

    internal HostCore(string name, IRmm rmm, IHostMoves moves)
    {
        Name = name;
        Rmm = rmm;
        _patience = rmm.As<IRmmPatience>();
        Moves = moves;
        Calls = new HostCalls(rmm);
        Ledger = new GranuleLedger(rmm.Platform.Dram);
        Pages = new PageAllocator(Ledger);
        Granules = new GranuleMover(this);
    }

    private HostCore(HostCore origin, IRmm rmm)
    {
        Name = origin.Name;
        Rmm = rmm;
        _patience = rmm.As<IRmmPatience>();
        Moves = origin.Moves;
        Features = origin.Features;
        ScratchPage = origin.ScratchPage;
        ListPage = origin.ListPage;
        LastRealmNumber = origin.LastRealmNumber;
        Calls = origin.Calls.Fork(rmm);
        Ledger = origin.Ledger.Fork();
        Pages = origin.Pages.Fork(Ledger);
        Granules = new GranuleMover(this, origin.Granules);
        Realms = [.. origin.Realms.Select(static r => r.Fork())];
    }

    internal string Name { get; }

    internal IRmm Rmm { get; }

    internal IHostMoves Moves { get; }

    internal HostCalls Calls { get; }

    internal GranuleLedger Ledger { get; }

    internal PageAllocator Pages { get; }

    internal GranuleMover Granules { get; }

    internal HostFeatures Features { get; set; } = new(0, []);

    /// <summary>Realms in the order of their creation.</summary>
    internal List<RealmRecord> Realms { get; } = [];

    internal int LastRealmNumber { get; set; }

    /// <summary>PA of a page for parameters; the host's for as long as it lives.</summary>
    internal ulong ScratchPage { get; set; }

    /// <summary>PA of a page for lists of address ranges.</summary>
    internal ulong ListPage { get; set; }

    /// <summary>A host in the same state over a fork of the RMM.</summary>
    /// <param name="decorate">What to put before the fork; null for nothing.</param>
    /// <exception cref="HostException"><see cref="FailureId.NotSimulated"/>: the RMM cannot be forked.</exception>
    internal HostCore Fork(Func<IRmm, IRmm>? decorate = null) => Rmm.As<IRmmFork>() is { } rmm ? new HostCore(this, (decorate ?? (static r => r))(rmm.Fork())) : throw new HostException(
        FailureId.NotSimulated, $"The RMM of host '{Name}' cannot be copied: only a simulated one can.",
        "Connect a simulated host, and build the same realm there.", Name);

    /// <summary>A host with the same ledger over another connection to the same RMM.</summary>
    internal HostCore Over(IRmm rmm) => new(this, rmm);

    /// <summary>
    /// A number that is equal for hosts whose ledger, realms and mappings are equal, however they came to be so: calls and their
    /// numbers do not count.
    /// </summary>
    internal ulong Digest()
    {
        var digest = new StateDigest();
        Ledger.AddTo(ref digest);
        foreach (RealmRecord realm in Realms)
        {
            realm.AddTo(ref digest);
        }

        return digest.Value;
    }

    /// <summary>Waits for its turn and begins an operation, which ends when the result is disposed of.</summary>
    /// <exception cref="HostException"><see cref="FailureId.HostClosed"/>, <see cref="FailureId.HostBusy"/>.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled while it waited.</exception>
    internal Turn Enter(OperationContext? context)
    {
        context ??= OperationContext.None;
        ThrowIfOperator();
        _gate.Wait(context.Cancellation);
        if (_closed)
        {
            _gate.Release();
            throw new HostException(
                FailureId.HostClosed, $"Host '{Name}' is disconnected.", "Connect again with Connect-RealmHost.", Name);
        }

        _operator = Environment.CurrentManagedThreadId;
        Calls.Begin(context);
        CancellationTokenRegistration hurry = _patience is null ? default
            : context.Cancellation.UnsafeRegister(static rmm => ((IRmmPatience)rmm!).Hurry(s_lastPatience), _patience);
        return new Turn(this, hurry);
    }

    /// <summary>What to throw for a call that failed: a cancelled operation says so rather than what it was doing.</summary>
    internal Exception Failed(HostCall failure, string attempt, object? target) =>
        Calls.Context.Cancellation.IsCancellationRequested
            ? new OperationCanceledException(Calls.Context.Cancellation)
            : new HostException(failure, attempt, target);

    /// <summary>A realm by name.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>.</exception>
    internal RealmRecord Find(string name) =>
        Realms.Find(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new HostException(
            FailureId.RealmNotFound,
            $"Host '{Name}' has no realm '{name}'.",
            Realms.Count == 0 ? "Create one with New-Realm." : $"It has: {string.Join(", ", Realms.Select(static r => r.Name))}.",
            name);

    /// <summary>A realm that still takes memory and vCPUs.</summary>
    /// <exception cref="HostException"><see cref="FailureId.RealmNotFound"/>, <see cref="FailureId.RealmEnded"/>.</exception>
    internal RealmRecord FindLiving(string name)
    {
        RealmRecord realm = Find(name);
        if (realm.State is not (RealmState.Terminated or RealmState.Destroyed)) return realm;

        throw new HostException(
            FailureId.RealmEnded, $"Realm '{realm.Name}' is {realm.State}; only its tear-down is left.",
            "Finish it with Remove-Realm, then create a new one.", realm.Name);
    }

    /// <summary>A vCPU by index.</summary>
    /// <exception cref="HostException"><see cref="FailureId.VcpuNotFound"/>.</exception>
    internal VcpuRecord FindVcpu(RealmRecord realm, int index) =>
        realm.Vcpus.Find(v => v.Index == index) ?? throw new HostException(
            FailureId.VcpuNotFound,
            $"Realm '{realm.Name}' has no vCPU {index}.",
            realm.Vcpus.Count == 0 ? "Add one with Add-RealmVcpu." : $"It has: {string.Join(", ", realm.Vcpus.Select(static v => v.Index))}.",
            realm.Name);

    /// <summary>A realm as it is now.</summary>
    internal Realm Show(RealmRecord realm)
    {
        GranuleHolding holding = Ledger.HoldingOf(realm.Number);
        return new Realm(
            realm.Name, realm.Number, Name, realm.State, realm.Geometry, realm.HashAlgorithm,
            [.. realm.Vcpus.Select(v => Show(realm, v))], realm.ListMemory(), holding.Held, holding.Leaked)
        {
            Request = realm.Request,
            Vmid = Moves.HostChoosesVmid ? realm.Vmid : null,
        };
    }

    /// <summary>A vCPU as it is now.</summary>
    internal static Vcpu Show(RealmRecord realm, VcpuRecord vcpu) => new(
        realm.Name, vcpu.Index, vcpu.Mpidr, new PhysicalAddress(vcpu.Rec), new PhysicalAddress(vcpu.RunPage), vcpu.EntryPoint,
        vcpu.IsRunnable, vcpu.LastExit)
    {
        Registers = vcpu.Registers,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_closed) return;
        ThrowIfOperator();
        _gate.Wait();
        _closed = true;
        // Whoever waits wakes up one after the other and finds the host closed.
        _gate.Release();
    }

    // What runs within an operation, such as a fault's filter or a reader of the verbose stream, would wait for itself.
    private void ThrowIfOperator()
    {
        if (_operator != Environment.CurrentManagedThreadId) return;

        throw new HostException(
            FailureId.HostBusy, $"Host '{Name}' is in the middle of the operation that this is part of.",
            "Ask it before or afterwards; within an operation look only at what is handed over, such as $_ of a fault's filter.", Name);
    }

    /// <summary>An operation in progress.</summary>
    internal readonly struct Turn(HostCore host, CancellationTokenRegistration hurry) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            hurry.Dispose();
            host._operator = 0;
            host._gate.Release();
        }
    }
}
