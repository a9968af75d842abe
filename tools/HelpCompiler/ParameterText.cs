namespace RealmTools.HelpCompiler;

/// <summary>A parameter's section: text, and the default value when its yaml block gives one.</summary>
public sealed record ParameterText(IReadOnlyList<string> Description, string? DefaultValue);
