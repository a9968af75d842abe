namespace RealmTools.Agent;

/// <summary>Exit statuses of the program.</summary>
internal static class ExitStatus
{
    /// <summary>Done, and nothing differs.</summary>
    public const int Good = 0;

    /// <summary>A replay differs from its trace.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an input file cannot be used.</summary>
    public const int Unusable = 2;
}
