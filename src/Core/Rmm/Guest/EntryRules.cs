using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>What differs between generations when a REC is entered and when it exits (§9, D17 to D20; §3.4).</summary>
internal abstract class EntryRules
{
    /// <summary>RSI 1.0, which every generation serves.</summary>
    internal const ulong FirstRsiVersion = 0x10000;

    /// <summary>The SMCs that realms can make.</summary>
    internal abstract SmcTable Calls { get; }

    /// <summary>The highest RSI version.</summary>
    internal abstract ulong RsiVersion { get; }

    /// <summary>Whether an abort at an unprotected IPA whose syndrome says nothing of the access (ISV 0) hides FAR and the fields that go with ISV.</summary>
    internal abstract bool HidesAccessWithoutSyndrome { get; }

    /// <summary>Whether a permission fault on an instruction fetch is the realm's own business.</summary>
    internal abstract bool InjectsFetchPermissionFaults { get; }

    /// <summary>Whether fetches that fail otherwise than by a translation fault exit without a syndrome.</summary>
    internal abstract bool HidesOtherFetchFaults { get; }

    /// <summary>What the host sees of the syndrome of a system register access that it emulates.</summary>
    internal abstract ulong SystemRegisterMask { get; }

    /// <summary>What the host sees of the syndrome of an SError.</summary>
    internal abstract ulong SErrorMask { get; }

    /// <summary>REC_ENTER row 5: the realm is not ACTIVE.</summary>
    internal abstract RmiResult RefuseState(RmmCore rmm, RealmDescriptor realm);

    /// <summary>REC_ENTER row 8: whether the virtual interrupt controller's state in the run page is legal.</summary>
    internal abstract bool AcceptsInterrupts(RmmCore rmm, RecRun run);

    /// <summary>The virtual interrupt controller's state after the realm ran.</summary>
    internal abstract void ReportInterrupts(RmmCore rmm, RecRun run);
}
