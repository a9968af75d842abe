using RealmTools.Rmi;

namespace RealmTools.Host;

/// <summary>What to read of a tree.</summary>
public sealed record RttTreeOptions
{
    /// <summary>Whether every entry is reported by itself; otherwise neighbours that are alike and physically consecutive are one run.</summary>
    public bool Raw { get; init; }

    /// <summary>Whether entries without memory and with RIPAS EMPTY are left out.</summary>
    public bool SkipEmpty { get; init; }

    /// <summary>First IPA of interest; null for the lowest.</summary>
    public Ipa? From { get; init; }

    /// <summary>IPA after the last of interest; null for the end.</summary>
    public Ipa? To { get; init; }

    /// <summary>Level of the deepest tables to read; entries there that point to tables are reported, but not what they translate.</summary>
    public int DeepestLevel { get; init; } = RttGeometry.LastLevel;

    /// <summary>Everything, in runs.</summary>
    public static RttTreeOptions Default { get; } = new();
}
