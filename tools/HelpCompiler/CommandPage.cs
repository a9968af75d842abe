namespace RealmTools.HelpCompiler;

/// <summary>A command's Markdown page, as far as its text goes; parameter facts come from the module.</summary>
public sealed record CommandPage(string Name)
{
    public string Synopsis { get; init; } = "";
    public IReadOnlyList<string> Description { get; init; } = [];
    public IReadOnlyList<ExampleText> Examples { get; init; } = [];
    public IReadOnlyDictionary<string, ParameterText> Parameters { get; init; } = new Dictionary<string, ParameterText>(StringComparer.OrdinalIgnoreCase);
    public IReadOnlyList<TypeText> Inputs { get; init; } = [];
    public IReadOnlyList<TypeText> Outputs { get; init; } = [];
    public IReadOnlyList<string> Notes { get; init; } = [];
    public IReadOnlyList<Link> Links { get; init; } = [];
}
