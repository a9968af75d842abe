namespace RealmTools.Tests.Pictures.Browser;

/// <summary>A test of a page in a real browser; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (ChromiumProgram.File is null)
            Skip = "browser tests: skipped, no Chromium (put chromium on PATH or name it in REALMTOOLS_CHROMIUM)";
    }
}
