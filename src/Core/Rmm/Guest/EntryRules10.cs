using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Entry and exit in RMI 1.0: the run page carries the virtual interrupt controller.</summary>
internal sealed class EntryRules10 : EntryRules
{
    /// <summary>IDS, AET, EA, DFSC; not EC.</summary>
    private const ulong ReportedSError = 1ul << 24 | 7ul << 10 | 1ul << 9 | Syndrome.FaultMask;

    private const int SystemOffIndex = 1;

    internal override SmcTable Calls => RsiHandlers10.Table;

    internal override ulong RsiVersion => FirstRsiVersion;

    internal override bool HidesAccessWithoutSyndrome => false;

    internal override bool InjectsFetchPermissionFaults => false;

    internal override bool HidesOtherFetchFaults => true;

    internal override ulong SystemRegisterMask => ulong.MaxValue;

    internal override ulong SErrorMask => ReportedSError;

    internal override RmiResult RefuseState(RmmCore rmm, RealmDescriptor realm)
    {
        int index = realm.State == RealmState.SystemOff ? SystemOffIndex : 0;
        return rmm.Refuse(RmiResult.From(RmiStatus.ErrorRealm, index), Cause.RealmNotActive, ObstacleKind.Realm, realm.Address);
    }

    internal override bool AcceptsInterrupts(RmmCore rmm, RecRun run) => VirtualInterrupts.AreLegal(run, rmm.Limits.ListRegisters);

    internal override void ReportInterrupts(RmmCore rmm, RecRun run) => VirtualInterrupts.Report(run, rmm.Limits.ListRegisters);
}
