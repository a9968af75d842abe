using System.Management.Automation;
using System.Reflection;

namespace RealmTools.Module.Views;

/// <summary>The colours of <c>$PSStyle</c>, as escape sequences; PowerShell itself drops them where output is plain.</summary>
/// <remarks>The compile-time library lacks PSStyle, so it is read by reflection.</remarks>
internal static class Palette
{
    private static readonly PropertyInfo? s_instance = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance");

    /// <summary>Something that failed or is lost.</summary>
    public static string Bad(string text) => Paint(text, "Formatting", "Error");

    /// <summary>Something to look at.</summary>
    public static string Notable(string text) => Paint(text, "Formatting", "Warning");

    /// <summary>Something that holds memory.</summary>
    public static string Live(string text) => Paint(text, "Foreground", "Green");

    /// <summary>A table.</summary>
    public static string Table(string text) => Paint(text, "Foreground", "Cyan");

    /// <summary>Nothing much.</summary>
    public static string Faint(string text) => Paint(text, "Foreground", "BrightBlack");

    private static string Paint(string text, string group, string colour)
    {
        if (text.Length == 0 || Read(s_instance?.GetValue(null), group) is not { } set || Read(set, colour) is not string escape)
        {
            return text;
        }

        return $"{escape}{text}\u001b[0m";
    }

    private static object? Read(object? owner, string property) => owner?.GetType().GetProperty(property)?.GetValue(owner);
}
