using RealmTools.Rmi;

namespace RealmTools.Checks;

/// <summary>A fault at one moment.</summary>
/// <param name="Id">Its number in the injector, from 1.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Seen">Calls it has looked at.</param>
/// <param name="Hit">Calls it has hit.</param>
public sealed record RmiFault(int Id, FaultRequest Request, long Seen, long Hit)
{
    /// <summary>The command it is for, as the specification spells it; null for any.</summary>
    public string? Command => Request.Command?.ToSpecName();

    /// <summary>What it does to a call that is hit.</summary>
    public FaultEffect Effect => Request.Effect;

    /// <summary>What it answers to one.</summary>
    public RmiResult Result => Request.Result;

    /// <summary>Whether it will not hit any more.</summary>
    public bool IsSpent => Request.Times is { } times && Hit >= times;

    /// <summary>For example <c>1: RttDestroy after 3, Refuse BUSY, hit 1</c>.</summary>
    public override string ToString() =>
        $"{Id}: {Request.Command?.ToSpecName() ?? "any call"} after {Request.After}, {Request.Effect} {Request.Result}, hit {Hit}";
}
