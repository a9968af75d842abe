using RealmTools.Rmi;
using static RealmTools.Rmm.CommandGate;

namespace RealmTools.Rmm;

/// <summary>Which handler performs which command of RMI 2.0, and where the activation gate lets it run (§2.1, §2.3).</summary>
internal static class Handlers20
{
    internal static RmiHandlerEntry[] Table { get; } = Build(
        (RmiCommand.Version, SetupCommands.Version, Always),
        (RmiCommand.Features, SetupCommands.Features, Always),
        (RmiCommand.RmmConfigGet, SetupCommands.ConfigGet, Always),
        (RmiCommand.RmmConfigSet, SetupCommands.ConfigSet, Initial),
        (RmiCommand.RmmActivate, SetupCommands.Activate, Initial),
        (RmiCommand.GranuleTrackingGet, GranuleCommands.TrackingGet, Always),
        (RmiCommand.GptL1Create, GranuleCommands.GptL1Create, Active),
        (RmiCommand.GranuleRangeDelegate, GranuleCommands.RangeDelegate, Active),
        (RmiCommand.GranuleRangeUndelegate, GranuleCommands.RangeUndelegate, Active),
        (RmiCommand.RealmCreate, RealmCommands.Create, Active),
        (RmiCommand.RealmActivate, RealmCommands.Activate, Active),
        (RmiCommand.RealmTerminate, RealmCommands.Terminate, Active),
        (RmiCommand.RealmDestroy, RealmCommands.Destroy, Active),
        (RmiCommand.RecCreate, RecCommands.Create, Active),
        (RmiCommand.RecDestroy, RecCommands.Destroy, Active),
        (RmiCommand.RecEnter, RecEnterCommand.Enter, Active),
        (RmiCommand.PsciComplete, PsciCompleteCommand.Complete, Active),
        (RmiCommand.OpMemDonate, OperationCommands.Donate, Active),
        (RmiCommand.OpMemReclaim, OperationCommands.Reclaim, Active),
        (RmiCommand.OpContinue, OperationCommands.Continue, Active),
        (RmiCommand.OpCancel, OperationCommands.Cancel, Active),
        (RmiCommand.RttCreate, RttStructureCommands.Create, Active),
        (RmiCommand.RttDestroy, RttStructureCommands.Destroy, Active),
        (RmiCommand.RttFold, RttStructureCommands.Fold, Active),
        (RmiCommand.RttReadEntry, RttStructureCommands.ReadEntry, Active),
        (RmiCommand.RttInitRipas, RipasCommands.Init, Active),
        (RmiCommand.RttSetRipas, RipasCommands.Set, Active),
        (RmiCommand.RttDataMapInit, DataMapCommands.MapInit, Active),
        (RmiCommand.RttDataMap, DataMapCommands.Map, Active),
        (RmiCommand.RttDataUnmap, UnmapCommands.Data, Active),
        (RmiCommand.RttUnprotMap, UnprotMapCommand.Map, Active),
        (RmiCommand.RttUnprotUnmap, UnmapCommands.Unprotected, Active),
        (RmiCommand.RttAuxCreate, AuxiliaryCommands.Create, Active),
        (RmiCommand.RttAuxDestroy, AuxiliaryCommands.Destroy, Active),
        (RmiCommand.RttAuxFold, AuxiliaryCommands.Fold, Active),
        (RmiCommand.RttAuxMapProtected, AuxiliaryCommands.MapProtected, Active),
        (RmiCommand.RttAuxUnmapProtected, AuxiliaryCommands.UnmapProtected, Active),
        (RmiCommand.RttAuxMapUnprotected, AuxiliaryCommands.MapUnprotected, Active),
        (RmiCommand.RttAuxUnmapUnprotected, AuxiliaryCommands.UnmapUnprotected, Active),
        (RmiCommand.RttSetS2ap, PermissionCommand.Set, Active),
        (RmiCommand.RttDevMap, DeviceCommands.RttDevMap, Active),
        (RmiCommand.RttDevUnmap, UnmapCommands.Device, Active),
        (RmiCommand.RttDevValidate, DeviceCommands.RttDevValidate, Active),
        (RmiCommand.PdevAbort, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevCommunicate, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevCreate, DeviceCommands.PdevCreate, Active),
        (RmiCommand.PdevDestroy, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevGetState, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevStreamKeyRefresh, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevSetPubkey, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevStop, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevStreamConnect, DeviceCommands.PdevStreamConnect, Active),
        (RmiCommand.PdevStreamDisconnect, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevStreamComplete, DeviceCommands.OnPdev, Active),
        (RmiCommand.PdevStreamKeyPurge, DeviceCommands.PdevStreamKeyPurge, Active),
        (RmiCommand.VdevAbort, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevCommunicate, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevCreate, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevDestroy, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevGetState, DeviceCommands.OnVdev, Active),
        (RmiCommand.VdevUnlock, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevComplete, DeviceCommands.VdevComplete, Active),
        (RmiCommand.VdevGetInterfaceReport, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevGetMeasurements, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevLock, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.VdevStart, DeviceCommands.OnRealmVdev, Active),
        (RmiCommand.PsmmuActivate, DeviceCommands.OnPsmmu, Active),
        (RmiCommand.PsmmuDeactivate, DeviceCommands.OnPsmmu, Active),
        (RmiCommand.PsmmuStL2Create, DeviceCommands.OnPsmmu, Active),
        (RmiCommand.PsmmuStL2Destroy, DeviceCommands.OnPsmmu, Active));

    /// <summary>The table with range delegation by runs (<see cref="RmiQuirks.SkipDelegated"/>).</summary>
    internal static RmiHandlerEntry[] SkipDelegated { get; } = With(
        Table,
        (RmiCommand.GranuleRangeDelegate, GranuleRunCommands.RangeDelegate, Active),
        (RmiCommand.GranuleRangeUndelegate, GranuleRunCommands.RangeUndelegate, Active));

    /// <summary>A table by position in the RMI window.</summary>
    internal static RmiHandlerEntry[] Build(params ReadOnlySpan<(RmiCommand Command, RmiHandler Handler, CommandGate Gate)> rows) =>
        With(new RmiHandlerEntry[RmiFunction.WindowSize], rows);

    private static RmiHandlerEntry[] With(RmiHandlerEntry[] source, params ReadOnlySpan<(RmiCommand Command, RmiHandler Handler, CommandGate Gate)> rows)
    {
        RmiHandlerEntry[] table = [.. source];
        foreach ((RmiCommand command, RmiHandler handler, CommandGate gate) in rows)
        {
            table[(int)command - RmiFunction.FirstNumber] = new RmiHandlerEntry(handler, gate);
        }

        return table;
    }
}
