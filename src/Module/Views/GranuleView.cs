using RealmTools.Host;

namespace RealmTools.Module.Views;

/// <summary>What the views of granules show beyond their properties.</summary>
public static class GranuleView
{
    /// <summary>What they are used for, or what became of them.</summary>
    public static string State(GranuleRun run) => run.Fate switch
    {
        GranuleFate.Leaked => Palette.Bad("Leaked"),
        GranuleFate.InDoubt => Palette.Notable("In doubt"),
        _ => run.Use == GranuleUse.Free ? Palette.Faint("Free") : run.Use.ToString(),
    };
}
