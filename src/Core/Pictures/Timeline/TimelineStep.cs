namespace RealmTools.Pictures;

/// <summary>What happened between two trees of a timeline.</summary>
/// <param name="Title">The step: commands and how often, or a tear-down step.</param>
public sealed record TimelineStep(string Title)
{
    /// <summary>On what, in words.</summary>
    public string Target { get; init; } = string.Empty;

    /// <summary>How it ended: result words, or an outcome.</summary>
    public string Result { get; init; } = string.Empty;

    /// <summary>Why a call failed, where the RMM tells.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Where it stands in its source, such as <c>lines 12-40</c>, and what else happened meanwhile.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>Whether a call failed.</summary>
    public bool Failed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Target.Length == 0 ? Title : $"{Title} {Target}";
}
