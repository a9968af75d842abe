using System.Collections.Immutable;
using System.Diagnostics;
using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>Performs tear-down steps and says what each did.</summary>
/// <param name="host">The host.</param>
internal sealed class TeardownRunner(HostCore host)
{
    /// <summary>The realm a step is for.</summary>
    /// <exception cref="HostException"><see cref="FailureId.StepTargetGone"/>.</exception>
    internal RealmRecord TargetOf(TeardownStep step)
    {
        if (!string.Equals(step.HostName, host.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw Gone(step, $"it is for host '{step.HostName}', not for '{host.Name}'", "Run it on the host it was made for.");
        }

        RealmRecord? realm = host.Realms.Find(r => r.Number == step.RealmNumber);
        if (realm is null || !string.Equals(realm.Name, step.RealmName, StringComparison.OrdinalIgnoreCase))
        {
            throw Gone(step, $"realm '{step.RealmName}' is gone", "Make a new plan with Get-RealmTeardownPlan.");
        }

        string? missing = Missing(realm, step);
        return missing is null ? realm : throw Gone(step, missing, "Leave the step out, or make a new plan with Get-RealmTeardownPlan.");
    }

    /// <summary>Performs a step on a realm that has what it is for.</summary>
    internal TeardownStepResult Run(RealmRecord realm, TeardownStep step)
    {
        HostCalls calls = host.Calls;
        long[] before = calls.Counts.ToArray();
        long sequence = calls.Sequence;
        GranuleHolding holding = host.Ledger.HoldingOf(realm.Number);
        long began = Stopwatch.GetTimestamp();
        calls.ResetHold();
        var actions = new TeardownActions(host, realm);
        HostCall? failure = Perform(actions, realm, step);
        if (failure is not null) calls.ThrowIfCancelled();
        GranuleHolding left = host.Ledger.HoldingOf(realm.Number);
        ForgetWhenGone(realm);

        TeardownOutcome outcome =
            failure is not null || actions.Refusal.Length > 0 ? TeardownOutcome.Failed
            : actions.FirstLost is not null ? TeardownOutcome.Leaked
            : calls.Sequence == sequence && left == holding ? TeardownOutcome.Nothing
            : TeardownOutcome.Done;
        failure ??= actions.FirstLost;
        return new TeardownStepResult(
            step, outcome, failure, failure is null ? actions.Refusal : CallFailureText.Sentence(failure) + Kept(realm, step.Kind), Difference(before, calls.Counts),
            Math.Max(0, holding.Held - left.Held), left.Held, Math.Max(0, left.Leaked - holding.Leaked), Stopwatch.GetElapsedTime(began),
            calls.LongestHold);
    }

    /// <summary>A realm without granules is no more.</summary>
    internal void ForgetWhenGone(RealmRecord realm)
    {
        if (host.Ledger.HoldingOf(realm.Number).Held == 0) host.Realms.Remove(realm);
    }

    /// <summary>What a step needs that is not there any more; null when all is there.</summary>
    internal static string? Missing(RealmRecord realm, TeardownStep step) => step.Kind switch
    {
        TeardownStepKind.FreeRootRtts or TeardownStepKind.UndelegateRootRtts =>
            realm.RootsHeld ? null : "the pages of the root tables are free already",
        TeardownStepKind.RemoveVcpus or TeardownStepKind.Call => null,
        TeardownStepKind.RemoveVcpu => realm.Vcpus.Exists(v => v.Index == step.VcpuIndex) ? null : $"vCPU {step.VcpuIndex} is gone",
        _ => realm.RdHeld ? null : "the page of the RD is free already",
    };

    private static HostCall? Perform(TeardownActions actions, RealmRecord realm, TeardownStep step) => step.Kind switch
    {
        TeardownStepKind.RemoveVcpus => actions.RemoveVcpus(),
        TeardownStepKind.UnmapProtected => actions.UnmapProtected(),
        TeardownStepKind.UnmapUnprotected => actions.UnmapUnprotected(),
        TeardownStepKind.Terminate => actions.Terminate(),
        TeardownStepKind.DestroyRtts => actions.DestroyRtts(),
        TeardownStepKind.DestroyRealm => actions.DestroyRealm(),
        TeardownStepKind.UndelegateRd => actions.UndelegateRd(),
        TeardownStepKind.UndelegateRootRtts => actions.UndelegateRootRtts(),
        TeardownStepKind.FreeRootRtts => actions.FreeRootRtts(),
        TeardownStepKind.RemoveVcpu => actions.RemoveVcpu(realm.Vcpus.Find(v => v.Index == step.VcpuIndex)!),
        TeardownStepKind.DestroyRtt => actions.DestroyRtt(
            step.Ipa?.Value ?? throw Incomplete(step, nameof(step.Ipa)), step.Level ?? throw Incomplete(step, nameof(step.Level))),
        TeardownStepKind.Call => actions.Call(Registers(step), step.ExpectedResult),
        _ => throw Incomplete(step, nameof(step.Kind)),
    };

    /// <summary>What the RMM's answer does not say: undelegation is refused because the realm is still there.</summary>
    private static string Kept(RealmRecord realm, TeardownStepKind kind) =>
        realm.State != RealmState.Destroyed && kind is (TeardownStepKind.UndelegateRd or TeardownStepKind.UndelegateRootRtts)
            ? $" The RMM keeps RD and root tables until {GranuleRoles.KeptUntil(GranuleUse.Rd)}."
            : string.Empty;

    private static RmiRegisters Registers(TeardownStep step)
    {
        const int MostArguments = RmiRegisters.InputCount - 1;
        if (step.Arguments.IsDefault || step.Arguments.Length > MostArguments) throw Incomplete(step, nameof(step.Arguments));

        var registers = new RmiRegisters(step.Command ?? throw Incomplete(step, nameof(step.Command)));
        for (int i = 0; i < step.Arguments.Length; i++)
        {
            registers[i + 1] = step.Arguments[i];
        }

        return registers;
    }

    private static HostException Incomplete(TeardownStep step, string property) => new(
        FailureId.StepInvalid, $"Step {step} lacks a usable {property}.", "Use steps as Get-RealmTeardownPlan makes them.", step);

    private static HostException Gone(TeardownStep step, string why, string wayOut) =>
        new(FailureId.StepTargetGone, $"Step {step} cannot run: {why}.", wayOut, step);

    private static ImmutableArray<CallCount> Difference(long[] before, ReadOnlySpan<long> after)
    {
        var counts = ImmutableArray.CreateBuilder<CallCount>();
        for (int i = 0; i < before.Length; i++)
        {
            if (after[i] > before[i]) counts.Add(new CallCount((RmiCommand)(i + RmiFunction.FirstNumber), after[i] - before[i]));
        }

        return counts.ToImmutable();
    }
}
