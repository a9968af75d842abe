using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Turns a plan into its RMI calls, by running it on a copy of host and RMM and noting every call.</summary>
/// <param name="host">The host, on an RMM that can be copied.</param>
/// <param name="realm">The realm.</param>
internal sealed class CallPlanner(HostCore host, RealmRecord realm)
{
    /// <summary>A step for each call of a plan; a step that makes none stays as it is. The plan ends where the copy's failed.</summary>
    /// <exception cref="HostException"><see cref="FailureId.NotSimulated"/>.</exception>
    internal IReadOnlyList<TeardownStep> Plan(IEnumerable<TeardownStep> steps)
    {
        HostCore copy = host.Fork(static rmm => new CallTap(rmm));
        var tap = (CallTap)copy.Rmm;
        var runner = new TeardownRunner(copy);
        var calls = new List<TeardownStep>();
        foreach (TeardownStep step in steps)
        {
            tap.Calls.Clear();
            TeardownStepResult result = runner.Run(copy.Realms.Find(r => r.Number == realm.Number)!, step);
            calls.AddRange(tap.Calls.Select(call => AsStep(step, call.Inputs, call.Result)));
            if (tap.Calls.Count == 0) calls.Add(step);
            if (result.Outcome == TeardownOutcome.Failed || !copy.Realms.Exists(r => r.Number == realm.Number)) break;
        }

        return [.. calls.Select(static (s, i) => s with { Position = i + 1 })];
    }

    private TeardownStep AsStep(TeardownStep step, RmiRegisters call, RmiResult result)
    {
        RmiCommand command = RmiFunction.CommandOf(call.X0);
        int operands = host.Rmm.Platform.Profile.Commands.TryGet(unchecked((uint)call.X0), out RmiCommandInfo? info) ? info.Inputs.Length : 0;
        return step with
        {
            Kind = TeardownStepKind.Call,
            Target = $"{info?.Name} {string.Join(' ', Enumerable.Range(1, operands).Select(i => $"0x{call[i]:x}"))}".TrimEnd(),
            Why = $"{step.Kind}: {step.Why}",
            Command = command,
            Arguments = [.. Enumerable.Range(1, operands).Select(i => call[i])],
            ExpectedResult = result.Status == RmiStatus.ErrorRtt ? result : RmiResult.Success,
            ExpectedCalls = [new CallCount(command, 1)],
        };
    }
}
