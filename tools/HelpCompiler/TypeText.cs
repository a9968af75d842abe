namespace RealmTools.HelpCompiler;

/// <summary>An input or output type and what is said about it.</summary>
public sealed record TypeText(string Name, IReadOnlyList<string> Description);
