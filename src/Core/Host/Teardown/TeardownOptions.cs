namespace RealmTools.Host;

/// <summary>How to run a tear-down.</summary>
public sealed record TeardownOptions
{
    /// <summary>Whether to go on after a failed step; a kernel stops.</summary>
    public bool ContinueOnRmiError { get; init; }

    /// <summary>The defaults: stop at the first failed step.</summary>
    public static TeardownOptions Default { get; } = new();
}
