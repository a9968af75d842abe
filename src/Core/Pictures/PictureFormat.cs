namespace RealmTools.Pictures;

/// <summary>File formats of pictures.</summary>
public enum PictureFormat
{
    /// <summary>A drawing to scale (logarithmic), one page wide.</summary>
    Svg,

    /// <summary>One self-contained page to explore: zoom, search, details.</summary>
    Html,

    /// <summary>The tables as a graph, for Graphviz.</summary>
    Dot,

    /// <summary>The entries as data; see docs/formats/rtt-tree.md.</summary>
    Json,
}
