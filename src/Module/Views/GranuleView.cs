using System.Management.Automation;
using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of granules show beyond their properties.</summary>
public static class GranuleView
{
    /// <summary>The call that brought them into their state, if one did.</summary>
    public static string Since(GranuleRun run) => run.Since.ToString();

    /// <summary>What they are used for, or what became of them.</summary>
    public static string State(PSObject run) => Received.Value<GranuleFate>(run, nameof(GranuleRun.Fate)) switch
    {
        GranuleFate.Leaked => Palette.Bad("Leaked"),
        GranuleFate.InDoubt => Palette.Notable("In doubt"),
        _ => Received.Value<GranuleUse>(run, nameof(GranuleRun.Use)) is var use && use == GranuleUse.Free ? Palette.Faint("Free") : use.ToString(),
    };
}
