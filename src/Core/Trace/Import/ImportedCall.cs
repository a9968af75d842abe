using RealmTools.Rmi;

namespace RealmTools.Trace;

/// <summary>A call that a log tells of, with as much of its answer as the log gives.</summary>
/// <param name="Line">Where, from 1.</param>
/// <param name="Command">The command; null when only the function ID is known.</param>
/// <param name="Arguments">Function ID and arguments.</param>
/// <param name="Outputs">The answer, as far as <paramref name="Mask"/> names it; X0 has the status even where it is not to be compared.</param>
/// <param name="Mask">Bit n for output X<i>n</i> that the log gives in full.</param>
/// <param name="IsLoop">Whether it is the host's loop over a range command.</param>
internal sealed record ImportedCall(long Line, RmiCommandInfo? Command, RmiRegisters Arguments, RmiRegisters Outputs, uint Mask, bool IsLoop = false)
{
    /// <summary>Whether the call succeeded or began a stateful operation.</summary>
    public bool TookEffect => Outputs.Result.IsSuccess || (Outputs.Result.Status == RmiStatus.Incomplete && !Outputs.Result.IsUnknownFunction);
}
