namespace RealmTools.HelpCompiler;

/// <summary>What the compiled module says about one cmdlet.</summary>
public sealed record CommandSurface(
    string Verb,
    string Noun,
    string? DefaultParameterSet,
    bool SupportsShouldProcess,
    IReadOnlyList<ParameterSurface> Parameters,
    IReadOnlyList<string> OutputTypes)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter sets in declaration order; a cmdlet without named sets has one.</summary>
    public IEnumerable<string> ParameterSets
    {
        get
        {
            List<string> named = [.. Parameters.SelectMany(p => p.Sets).Select(s => s.Name).Where(n => n != ParameterSetFacts.All).Distinct()];
            return named.Count > 0 ? named : [ParameterSetFacts.All];
        }
    }

    /// <summary>The parameters of one set as a syntax line lists them: by position, then mandatory ones, then the rest.</summary>
    public IEnumerable<(ParameterSurface Parameter, ParameterSetFacts Facts)> InSet(string set) =>
        Parameters
            .Select(p => (Parameter: p, Facts: p.Sets.FirstOrDefault(s => s.Name == set || s.Name == ParameterSetFacts.All)))
            .Where(pair => pair.Facts is not null)
            .Select(pair => (pair.Parameter, Facts: pair.Facts!))
            .OrderBy(pair => pair.Facts.Position ?? int.MaxValue)
            .ThenBy(pair => pair.Facts.Mandatory ? 0 : 1);
}
