using RealmTools.Rmi;

namespace RealmTools.Rmm;

/// <summary>How range commands end: an error only when nothing was done, else SUCCESS with how far it got (§4.15).</summary>
internal static class RangeProgress
{
    internal static RmiResult Finish(RmmCore rmm, RmiResult refusal, ulong start, ulong reached, ref RmiRegisters reply)
    {
        if (reached == start)
        {
            return refusal;
        }

        rmm.Forgive();
        reply.X1 = reached;
        return RmiResult.Success;
    }
}
