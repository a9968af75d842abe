using RealmTools.Rmi;
using RealmTools.Rmm;

namespace RealmTools.Benchmarks.Loops;

/// <summary>One loop of vectors/bench/README.md.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Reference">The reference's target figure: the higher of its two runs, calls a second.</param>
/// <param name="Goal">Ratio to the reference that the product promises; 0 where the promise is absolute.</param>
/// <param name="Prepare">Set-up on a freshly booted RMM.</param>
/// <param name="Calls">One iteration.</param>
internal sealed record ReferenceLoop(string Name, double Reference, double Goal, Action<SimulatedRmm> Prepare, LoopCall[] Calls)
{
    /// <summary>The machine.</summary>
    internal RmmPlatform Platform { get; init; } = RmmPlatform.Default;

    /// <summary>A machine that is ready for the first iteration.</summary>
    internal SimulatedRmm MakeMachine()
    {
        var rmm = new SimulatedRmm(Platform);
        Prepare(rmm);
        return rmm;
    }

    /// <summary>Performs one iteration.</summary>
    /// <exception cref="InvalidOperationException">A call did not give the expected result: the loop is not valid.</exception>
    internal void Iterate(IRmm rmm)
    {
        foreach (ref readonly LoopCall call in Calls.AsSpan())
        {
            RmiRegisters registers = call.Registers;
            rmm.Call(ref registers);
            if (registers.X0 != call.Expected)
            {
                throw new InvalidOperationException(
                    $"{Name}: call {call.Registers} answered {registers.Result} instead of {new RmiResult(call.Expected)}: {rmm.As<IRmmDiagnostics>()?.LastDiagnosis}.");
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
