using System.Text.RegularExpressions;

namespace RealmTools.Tests.Repository;

public sealed class ManifestTests
{
    private static readonly string s_manifest = File.ReadAllText(Checkout.PathOf("RealmTools.psd1"));

    private static string Version => Regex.Match(s_manifest, @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;

    [Fact]
    public void Changelog_starts_with_the_version_of_the_manifest()
    {
        string changelog = File.ReadAllText(Checkout.PathOf("CHANGELOG.md"));

        Assert.Equal(Version, Regex.Match(changelog, @"^## \[(\d[^\]]*)\]", RegexOptions.Multiline).Groups[1].Value);
    }

    [Fact]
    public void Assemblies_carry_the_version_of_the_manifest() =>
        Assert.Equal(Version, typeof(RealmTools.HelpCompiler.CommandPage).Assembly.GetName().Version?.ToString(3));

    [Fact]
    public void Exports_are_lists_not_wildcards() => Assert.DoesNotMatch(@"ToExport\s*=\s*@?\(?\s*['""]\*", s_manifest);

    [Fact]
    public void Solution_builds_every_project()
    {
        string solution = File.ReadAllText(Checkout.PathOf("RealmTools.slnx"));

        Assert.Equal([], Checkout.WithExtension(".csproj").Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }
}
