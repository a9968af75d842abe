using RealmTools.Tests.Repository;

namespace RealmTools.Tests;

/// <summary>Expected text kept in a file of the checkout; REALMTOOLS_UPDATE_GOLDEN=1 rewrites it, for review as a diff.</summary>
internal static class Golden
{
    public static void Matches(string file, string actual)
    {
        string path = Checkout.PathOf(file);
        if (Environment.GetEnvironmentVariable("REALMTOOLS_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(
            expected == actual.ReplaceLineEndings("\n"),
            $"{file} differs; if the change is meant, run the tests with REALMTOOLS_UPDATE_GOLDEN=1 and commit it.\n--- is\n{actual}\n--- was\n{expected}");
    }
}
