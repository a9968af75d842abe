namespace RealmTools.Module.Session;

/// <summary>Whether a person sits at this session, whom a program that it starts may ask something.</summary>
internal static class Terminal
{
    private const string NonInteractive = "noninteractive";
    private const int ShortestName = 4;

#pragma warning disable RS0030 // Nothing is read or written: what is asked is whether there is a console.
    /// <summary>A person can be asked: the session has a terminal, and was not told that nobody is there.</summary>
    public static bool CanAsk { get; } = !Console.IsInputRedirected && !Environment.GetCommandLineArgs().Any(IsNonInteractive);
#pragma warning restore RS0030

    // As PowerShell takes it: -NonInteractive, abbreviated down to -noni, behind any of its dashes.
    private static bool IsNonInteractive(string argument)
    {
        string name = argument.TrimStart('-', '/', '\u2013', '\u2014', '\u2015');
        return name.Length < argument.Length && name.Length >= ShortestName && NonInteractive.StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}
