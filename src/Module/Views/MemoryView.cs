using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of memory show beyond its properties.</summary>
public static class MemoryView
{
    /// <summary>A mark on measured memory.</summary>
    public static string MeasuredMark(RealmMemory memory) => memory.IsMeasured ? "yes" : string.Empty;

    /// <summary>Where the content came from, without its folder.</summary>
    public static string Content(RealmMemory memory) => Path.GetFileName(memory.Content);

    /// <summary>The RIPAS as the specification spells it, of private memory.</summary>
    public static string Ripas(PSObject run) =>
        Received.Value<RealmMemoryKind>(run, nameof(RealmMemoryRun.Kind)) == RealmMemoryKind.Private
            ? Received.Value<Rmi.Ripas>(run, nameof(RealmMemoryRun.Ripas)).ToString().ToUpperInvariant()
            : "-";
}
