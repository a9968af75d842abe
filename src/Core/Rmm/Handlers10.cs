using RealmTools.Rmi;
using static RealmTools.Rmm.CommandGate;

namespace RealmTools.Rmm;

/// <summary>Which handler performs which command of RMI 1.0 (§2.4). There is no activation: every command is allowed from boot on.</summary>
internal static class Handlers10
{
    internal static RmiHandlerEntry[] Table { get; } = Handlers20.Build(
        (RmiCommand.Version, SetupCommands.Version, Always),
        (RmiCommand.GranuleDelegate, GranuleCommands10.Delegate, Always),
        (RmiCommand.GranuleUndelegate, GranuleCommands10.Undelegate, Always),
        (RmiCommand.DataCreate, DataCommands10.Create, Always),
        (RmiCommand.DataCreateUnknown, DataCommands10.CreateUnknown, Always),
        (RmiCommand.DataDestroy, DataCommands10.Destroy, Always),
        (RmiCommand.RealmActivate, RealmCommands.Activate, Always),
        (RmiCommand.RealmCreate, RealmCommands.Create, Always),
        (RmiCommand.RealmDestroy, RealmCommands.Destroy, Always),
        (RmiCommand.RecCreate, RecCommands10.Create, Always),
        (RmiCommand.RecDestroy, RecCommands10.Destroy, Always),
        (RmiCommand.RecEnter, RecEnterCommand.Enter, Always),
        (RmiCommand.RttCreate, RttStructureCommands.Create, Always),
        (RmiCommand.RttDestroy, RttStructureCommands.Destroy, Always),
        (RmiCommand.RttMapUnprotected, UnprotectedCommands10.Map, Always),
        (RmiCommand.RttReadEntry, RttStructureCommands.ReadEntry, Always),
        (RmiCommand.RttUnmapUnprotected, UnprotectedCommands10.Unmap, Always),
        (RmiCommand.PsciComplete, PsciCompleteCommand.Complete, Always),
        (RmiCommand.Features, SetupCommands.Features, Always),
        (RmiCommand.RttFold, RttStructureCommands.Fold, Always),
        (RmiCommand.RecAuxCount, RecCommands10.AuxiliaryCount, Always),
        (RmiCommand.RttInitRipas, RipasCommands.Init, Always),
        (RmiCommand.RttSetRipas, RipasCommands.Set, Always));
}
