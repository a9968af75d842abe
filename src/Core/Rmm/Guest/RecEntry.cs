using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>A REC_ENTER that passed its checks: the REC that runs and the page it reports to.</summary>
internal readonly ref struct RecEntry
{
    internal readonly RmmCore Rmm;

    /// <summary>The REC, for writing.</summary>
    internal readonly Rec Rec;

    /// <summary>The run page; its exit half starts zeroed.</summary>
    internal readonly RecRun Run;

    internal RecEntry(RmmCore rmm, Rec rec, RecRun run)
    {
        Rmm = rmm;
        Rec = rec;
        Run = run;
    }

    /// <summary>The realm, for reading.</summary>
    internal RealmDescriptor Realm => Rmm.Memory.Content<RealmDescriptor>(Rec.Rd)!;

    /// <summary>The realm, for writing.</summary>
    internal RealmDescriptor WritableRealm => Rmm.Memory.WritableContent<RealmDescriptor>(Rec.Rd);

    /// <summary>x0 and up of the realm.</summary>
    internal Span<ulong> Registers => Rec.Gprs;

    /// <summary>What differs between generations.</summary>
    internal EntryRules Rules => Rmm.Behaviour.Entry;

    /// <summary>Ends an SMC with a result in x0…x3; x4 and up keep their values.</summary>
    internal SmcOutcome Return(ulong x0, ulong x1 = 0, ulong x2 = 0, ulong x3 = 0)
    {
        Span<ulong> x = Registers;
        x[0] = x0;
        x[1] = x1;
        x[2] = x2;
        x[3] = x3;
        return SmcOutcome.Returns;
    }

    /// <summary>Ends an RSI call.</summary>
    internal SmcOutcome Return(RsiStatus status, ulong x1 = 0, ulong x2 = 0) => Return((ulong)status, x1, x2);
}
