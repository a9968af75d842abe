using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Tests.Rmm;

/// <summary>Notes the reason of every call that passes through.</summary>
internal sealed class ReasonCollector(SimulatedRmm inner, ISet<string> seen) : RmmDecorator(inner)
{
    private readonly SimulatedRmm _inner = inner;

    public override void Call(ref RmiRegisters registers)
    {
        base.Call(ref registers);
        if (_inner.LastDiagnosis.Reason is { } reason)
        {
            seen.Add(reason.Id);
        }
    }
}
