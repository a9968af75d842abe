namespace RealmTools.Tests.Pictures.Browser;

/// <summary>The browser that pages are tested in: REALMTOOLS_CHROMIUM, else the first Chromium or Chrome on PATH.</summary>
internal static class ChromiumProgram
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome", "chrome.exe"];

    public static string? File { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("REALMTOOLS_CHROMIUM") is { Length: > 0 } named)
            return System.IO.File.Exists(named) ? named : null;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return s_names
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(System.IO.File.Exists);
    }
}
