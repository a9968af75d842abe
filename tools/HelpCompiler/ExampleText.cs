namespace RealmTools.HelpCompiler;

/// <summary>An example: its first fence is the code, everything else explains it.</summary>
public sealed record ExampleText(string Title, string Code, IReadOnlyList<string> Remarks);
