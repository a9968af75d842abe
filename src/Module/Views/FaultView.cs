using System.Globalization;
using RealmTools.Checks;
using RealmTools.Rmi;

namespace RealmTools.Module.Views;

/// <summary>What the views of faults show beyond their properties.</summary>
public static class FaultView
{
    /// <summary>Which calls a fault is for.</summary>
    public static string Calls(FaultRequest request)
    {
        string text = request.Command?.ToSpecName() ?? "any";
        text += request.Range is { } range ? $" at {range}" : string.Empty;
        text += request.Predicate is null ? string.Empty : " if the filter holds";
        return request.Probability < 1 ? string.Create(CultureInfo.InvariantCulture, $"{text}, {request.Probability:0.##%} of them") : text;
    }

    /// <summary>The command a fault is for, as the specification spells it; null for any.</summary>
    public static string? CommandName(FaultRequest request) => request.Command?.ToSpecName();

    /// <summary>What becomes of a call that is hit.</summary>
    public static string Effect(FaultRequest request) => request.Effect switch
    {
        FaultEffect.Refuse => $"refused: {request.Result}",
        FaultEffect.ChangeAnswer => $"done, but answered {request.Result}",
        FaultEffect.LoseCall => "lost",
        FaultEffect.LoseAnswer => "done, but the answer is lost",
        _ => request.Effect.ToString(),
    };

    /// <summary>The commands that yield, as the specification spells them.</summary>
    public static string YieldingCommands(StatefulScript script) => string.Join(", ", script.YieldingCommands.Select(c => c.ToSpecName()).Order(StringComparer.Ordinal));
}
