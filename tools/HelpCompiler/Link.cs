namespace RealmTools.HelpCompiler;

/// <summary>A related link; a command or topic name when there is no address.</summary>
public sealed record Link(string Text, string Address);
