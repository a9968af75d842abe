namespace RealmTools.Hosted.Tests;

/// <summary>A test inside a real PowerShell engine; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostedFactAttribute : FactAttribute
{
    public HostedFactAttribute()
    {
        if (PowerShellHome.Folder is null)
            Skip = "hosted tests: skipped, no PowerShell home (put pwsh 7.6 on PATH or name its folder in REALMTOOLS_PWSH)";
    }
}
