namespace RealmTools.HelpCompiler;

/// <summary>How a parameter takes part in one parameter set.</summary>
/// <param name="HelpMessage">What the command line shows beside the completed parameter.</param>
public sealed record ParameterSetFacts(string Name, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName, string? HelpMessage = null)
{
    /// <summary>PowerShell's name for "every set".</summary>
    public const string All = "__AllParameterSets";

    /// <summary>The words Get-Help shows for pipeline input.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
