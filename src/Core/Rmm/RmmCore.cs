using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>All state of a simulated RMM and the dispatch of calls to their handlers. Not thread-safe: <see cref="SimulatedRmm"/> serialises.</summary>
internal sealed partial class RmmCore
{
    private readonly RmiHandlerEntry[] _handlers;

    internal RmmCore(RmmPlatform platform)
        : this(platform, BehaviourProfile.For(platform))
    {
    }

    private RmmCore(RmmPlatform platform, BehaviourProfile behaviour)
    {
        Platform = platform;
        Behaviour = behaviour;
        Limits = new PlatformLimits(platform);
        Memory = new PhysicalMemory(platform.Dram);
        Devices = new DeviceGranules(platform.Devices);
        Vmids = new IdPool(0, behaviour.VmidCount);
        MecIds = new IdPool(BehaviourProfile.FirstPrivateMecId, Limits.PrivateMecIds);
        Operations = new OperationPool();
        Script = new RealmScript();
        IsActive = behaviour.IsActiveAtBoot;
        _handlers = behaviour.Handlers;
    }

    private RmmCore(RmmCore source)
    {
        Platform = source.Platform;
        Behaviour = source.Behaviour;
        Limits = source.Limits;
        Memory = source.Memory.Fork();
        Devices = source.Devices.Fork();
        Vmids = source.Vmids.Fork();
        MecIds = source.MecIds.Fork();
        Operations = source.Operations.Fork();
        Script = source.Script.Fork();
        IsActive = source.IsActive;
        _handlers = source._handlers;
    }

    internal RmmPlatform Platform { get; }

    internal BehaviourProfile Behaviour { get; }

    internal PlatformLimits Limits { get; }

    internal PhysicalMemory Memory { get; }

    internal DeviceGranules Devices { get; }

    internal IdPool Vmids { get; }

    internal IdPool MecIds { get; }

    internal OperationPool Operations { get; }

    internal RealmScript Script { get; }

    /// <summary>Whether RMM_ACTIVATE has been called.</summary>
    internal bool IsActive { get; set; }

    internal RmmCore Fork() => new(this);

    /// <summary>Dispatch in the order of §2.1: outputs zeroed, hint stripped, handler found, activation gate, handler run.</summary>
    internal void Dispatch(ref RmiRegisters registers)
    {
        RmiRegisters call = registers;
        registers = default;

        uint index = RmiFunction.IndexOf(call.X0);
        RmiHandlerEntry entry = index < (uint)_handlers.Length ? _handlers[index] : default;
        _refusal.Begin(unchecked((RmiCommand)(index + RmiFunction.FirstNumber)));
        registers.X0 =
            entry.Handler is null ? RefuseUnknown(call.X0)
            : (entry.Gate & (IsActive ? CommandGate.Active : CommandGate.Initial)) == CommandGate.None ? RefuseGated()
            : entry.Handler(this, in call, ref registers).Word;
    }

    /// <summary>The realm whose RD is at an address; check «G(rd, RD)».</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRealm(ulong rd, [NotNullWhen(true)] out RealmDescriptor? realm)
    {
        realm = Memory.Is(rd, GranuleState.Rd) ? Memory.Content<RealmDescriptor>(rd) : null;
        return realm is not null;
    }

    /// <summary>The REC at an address; check «G(rec, REC)».</summary>
    internal bool TryRec(ulong address, [NotNullWhen(true)] out Rec? rec)
    {
        rec = Memory.Is(address, GranuleState.Rec) ? Memory.Content<Rec>(address) : null;
        return rec is not null;
    }

    private ulong RefuseUnknown(ulong functionId)
    {
        BeginFor(RmiCommand.None);
        return Refuse(RmiResult.UnknownFunction, Cause.UnknownFunction, ObstacleKind.Argument, functionId).Word;
    }

    private ulong RefuseGated()
    {
        BeginFor(RmiCommand.None);
        return Refuse(RmiResult.From(RmiStatus.ErrorGlobal), IsActive ? Cause.RmmActive : Cause.RmmNotActive, ObstacleKind.None, 0).Word;
    }
}
