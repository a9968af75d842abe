using System.Globalization;
using RealmTools.Checks;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of audits, comparisons and explorations show beyond their properties.</summary>
public static class CheckView
{
    /// <summary>What was found, in the colour of errors.</summary>
    public static string Kind(AuditFinding finding) => Palette.Bad(finding.Kind.ToString());

    /// <summary>What the calls would cost on hardware.</summary>
    public static string Cost(TeardownComparison comparison) => comparison.Cost.TotalMilliseconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{comparison.Cost.TotalMicroseconds:0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{comparison.Cost.TotalMilliseconds:0.0} ms");

    /// <summary>Granules that did not come back.</summary>
    public static string Out(TeardownComparison comparison)
    {
        string count = comparison.GranulesOut.ToString(CultureInfo.InvariantCulture);
        return comparison.IsComplete ? count : Palette.Bad(count);
    }

    /// <summary>The step that fails, and what the RMM says to it.</summary>
    public static string? StopsAt(TeardownComparison comparison) =>
        comparison.FirstFailure is { } failure ? $"{failure.Step.Kind}: {failure.Failure}" : null;

    /// <summary>The steps of a safe order.</summary>
    public static string SafeOrder(TeardownExploration exploration) => Steps(exploration.SafeOrder);

    /// <summary>What the RMM answers.</summary>
    public static string Answer(TeardownFault fault) => fault.CommandName.Length == 0 ? "granules left" : $"{fault.CommandName} {fault.Result}";

    /// <summary>The shortest order that shows a fault.</summary>
    public static string ShortestOrder(TeardownFault fault) => Steps(fault.ShortestOrder);

    private static string Steps(IEnumerable<TeardownStep> steps) => string.Join(" → ", steps.Select(step => step.Kind));
}
