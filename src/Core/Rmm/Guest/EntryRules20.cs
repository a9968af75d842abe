using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>Entry and exit in RMI 2.0. The host programs the interrupt controller itself; a simulated one is always in order.</summary>
internal sealed class EntryRules20 : EntryRules
{
    /// <summary>EC, IDS, AET, EA, DFSC.</summary>
    private const ulong ReportedSError = Syndrome.ClassMask | 1ul << 24 | 7ul << 10 | 1ul << 9 | Syndrome.FaultMask;

    internal override SmcTable Calls => RsiHandlers11.Table;

    internal override ulong RsiVersion => 0x10001;

    internal override bool HidesAccessWithoutSyndrome => true;

    internal override bool InjectsFetchPermissionFaults => true;

    internal override bool HidesOtherFetchFaults => false;

    internal override ulong SystemRegisterMask => ~SystemRegisterTraps.RegisterMask;

    internal override ulong SErrorMask => ReportedSError;

    internal override RmiResult RefuseState(RmmCore rmm, RealmDescriptor realm) => rmm.RealmError(Cause.RealmNotActive, realm);

    internal override bool AcceptsInterrupts(RmmCore rmm, RecRun run) => true;

    internal override void ReportInterrupts(RmmCore rmm, RecRun run)
    {
    }
}
