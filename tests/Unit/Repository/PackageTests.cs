namespace RealmTools.Tests.Repository;

public sealed class PackageTests
{
    private static readonly string s_package = Checkout.PathOf("artifacts/package/RealmTools");

    [PackagedFact]
    public void Package_holds_these_files_and_no_others()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(s_package, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(s_package, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

        Golden.Matches("tests/Unit/Repository/package-files.txt", string.Join('\n', files) + "\n");
    }

    /// <summary>Needs the folder that <c>build.ps1 -Task Package</c> makes, which only PowerShell can.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PackagedFactAttribute : FactAttribute
    {
        public PackagedFactAttribute()
        {
            if (!Directory.Exists(s_package))
                Skip = "no package: build.ps1 -Task Package makes it";
        }
    }
}
