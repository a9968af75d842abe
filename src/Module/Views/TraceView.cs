using System.Globalization;
using RealmTools.Trace;

namespace RealmTools.Module.Views;

/// <summary>What the views of traces show beyond their properties.</summary>
public static class TraceView
{
    /// <summary>The command of a call; the kind of another record.</summary>
    public static string Record(TraceEntry entry) => entry.IsCall ? entry.Command : Palette.Faint(entry.Kind.ToString());

    /// <summary>Operands and outputs of a call; the whole line of another record.</summary>
    public static string Operands(TraceEntry entry) => entry.IsCall
        ? $"{RegisterView.List(entry.Operands)}{(entry.OutputValues.Count == 0 ? string.Empty : " → ")}{RegisterView.List(entry.OutputValues)}"
        : entry.Text;

    /// <summary>The file without its folder.</summary>
    public static string ShortName(TraceReplayResult result) => Path.GetFileName(result.Name);

    /// <summary>How many records differ.</summary>
    public static string Differences(TraceReplayResult result)
    {
        string count = result.DivergenceCount.ToString(CultureInfo.InvariantCulture);
        return result.IsIdentical ? count : Palette.Bad(count);
    }

    /// <summary>Where target and trace part.</summary>
    public static string? FirstDifference(TraceReplayResult result) => result.IsIdentical ? null : result.Divergences[0].ToString();

}
