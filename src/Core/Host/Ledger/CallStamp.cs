using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Which call brought a granule into its state.</summary>
/// <param name="Sequence">Number among all calls of the host, from 1; of the first call for a loop over a range; 0 when no call did.</param>
/// <param name="Command">The command.</param>
/// <param name="Result">What it answered.</param>
public readonly record struct CallStamp(long Sequence, RmiCommand Command, RmiResult Result)
{
    /// <summary>For example <c>#1042 RTT_DESTROY ERROR_RTT(3)</c>; empty when no call did.</summary>
    public override string ToString() =>
        Sequence == 0 ? string.Empty : Result.IsSuccess ? $"#{Sequence} {Command.ToSpecName()}" : $"#{Sequence} {Command.ToSpecName()} {Result}";
}
