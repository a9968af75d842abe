using System.Collections.Immutable;
using System.Management.Automation;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of tear-downs show beyond their properties.</summary>
public static class TeardownView
{
    /// <summary>The plan a step comes from.</summary>
    public static string PlanName(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return $"{HostView.At($"{item.Properties[nameof(TeardownStep.RealmName)]?.Value}", item)}, {item.Properties[nameof(TeardownStep.Order)]?.Value}";
    }

    /// <summary>RMI calls that a step will take.</summary>
    public static long ExpectedTotal(TeardownStep step) => Total(step.ExpectedCalls);

    /// <summary>RMI calls of a tear-down.</summary>
    public static long CallTotal(TeardownReport report) => Total(report.Calls);

    /// <summary>What has to come first, and what happens otherwise.</summary>
    public static string Rules(TeardownStep step) =>
        step.After.IsDefaultOrEmpty ? string.Empty : string.Join('\n', step.After.Select(rule => $"{rule.Kind}: {rule.Otherwise} ({rule.Source})"));

    /// <summary>The command of a step that is a single call, as the specification spells it.</summary>
    public static string? CommandName(TeardownStep step) => step.Command?.ToSpecName();

    /// <summary>How a step ended.</summary>
    public static string Outcome(TeardownStepResult result) => result.Outcome switch
    {
        TeardownOutcome.Failed => Palette.Bad("Failed"),
        TeardownOutcome.Skipped => Palette.Faint("Skipped"),
        _ => result.Outcome.ToString(),
    };

    /// <summary>What the RMM answered to the call that stopped a step.</summary>
    public static string? Answer(TeardownStepResult result) => result.Failure?.ToString();

    private static long Total(ImmutableArray<CallCount> calls) => calls.IsDefaultOrEmpty ? 0 : calls.Sum(c => c.Count);
}
